"""What lesson 09 says of pictures, on ten seeds each, with the lesson's own cells."""

from functools import cache

from course_utils import data
from course_utils.run import Experiment

import keras
import numpy as np
import pytest
from claim import SEEDS, claim, lesson_cells

NAME = "09-failure-bad-resizing"
lesson = lesson_cells(
    NAME,
    *("imports", "build", "resize-ways", "resize-data", "thin-data", "numbers-data", "betray-data"),
    *("serve-data", "global-model"),
)
DRAWINGS = {"channels": 1, "classes": 10}
ANTIALIASED = {"interpolation": "bilinear", "antialias": True}
GUESS = 1 / 3
ROWS_AT_ONCE = 100  # when they are judged
NETS = {"stickers": "colour", "by_colleague": "colour", "prepared": "colour", "crops": "any size"}
PREPARE = keras.Sequential(
    [
        keras.Input((None, None, 3)),
        keras.layers.Resizing(16, 16, antialias=True, pad_to_aspect_ratio=True),
        keras.layers.Rescaling(1 / 255),
    ]
)


def prepared():
    x, x_new = (lesson.through(PREPARE, part) for part in (lesson.pictures, lesson.new_pictures))
    return (x, lesson.kinds), (x_new, lesson.new_kinds)


def build(net):
    if net == "any size":
        return lesson.build_any()
    return lesson.build() if net == "colour" else lesson.build(**DRAWINGS)


def pictures_of(kind, options):
    if kind == "drawings" and dict(options) == ANTIALIASED:
        return lesson.fine  # made already, when the lesson's cells ran
    made = {"crops": data.crops, "prepared": prepared}.get(kind) or getattr(lesson, kind)
    return made(**dict(options))


# One for all data: a seed's first weights are drawn once for each of the three networks.
everything = Experiment(build, pictures_of)


@cache
def _runs(kind, options):
    epochs = 10 if kind == "crops" else 6
    # The rows are judged once, after the last epoch: judging changes no weight.
    wanted = {"kind": kind, "options": options, "epochs": epochs, "validation_freq": epochs}
    wanted["validation_batch_size"] = ROWS_AT_ONCE
    wanted["net"] = NETS.get(kind, "ink")
    return [everything.run(wanted, seed=seed) for seed in SEEDS]


def runs(kind, **settings):
    return _runs(kind, tuple(settings.items()))


def accuracy(runs):
    return np.array([run.final("val_accuracy") for run in runs])


@cache
def model_of(net):
    """One for each network, to put the weights of its runs into: to trace one takes long."""
    return build(net)


def judged(runs, x, y):
    """The accuracy of each run's model on other rows."""
    model, found = model_of(runs[0].settings["net"]), []
    for run in runs:
        for variable, value in zip(model.variables, run.weights, strict=True):
            variable.assign(value)
        scores = model.evaluate(x, y, batch_size=ROWS_AT_ONCE, return_dict=True, verbose=0)
        found.append(scores["accuracy"])
    return np.array(found)


# ------------------------------------------------------------------------------ errors
@claim("09", "inhomogeneous shape")
@claim("09", "shapes … must be fully-defined")
@claim("09", "expected axis -1 … to have value 3")
@claim("09", "Keras, TensorFlow and array shapes say (height, width). Pillow and OpenCV's resize say")
def test_what_raises_and_what_goes_through():
    faults = lesson_cells(NAME, "imports", "build", "faults").faults
    for name, said in {
        "many sizes in one array": "inhomogeneous shape",
        "Flatten behind an unknown size": "must be fully-defined",
        "channels first": "expected axis -1 of input shape to have value 3",
    }.items():
        with pytest.raises(ValueError, match=said):
            faults[name]()
    assert faults["width before height"]().shape == (120, 80, 3)
    sheet = np.zeros((40, 90), "uint8")
    assert np.asarray(lesson.Image.fromarray(sheet).resize((20, 10))).shape == (10, 20)


# ------------------------------------------------------------------------------ the shape
@claim("09", "The model hardly beats a guess, and nothing raised an error.")
@claim("09", "squeeze stays close to a guess")
def test_squeezing_throws_the_label_away():
    squeezed = accuracy(runs("stickers", resize="squeeze"))
    assert (squeezed < 0.5).all() and squeezed.mean() < GUESS + 0.1


@claim("09", "crop and pad end near 100 %")
@claim("09", "Both keep the shape of what they keep.")
def test_crop_and_pad_keep_the_shape():
    for resize in ("crop", "pad"):
        assert (accuracy(runs("stickers", resize=resize)) > 0.93).all()


@claim("09", "is not a failure at all: it ends between the two")
def test_np_resize_repeats_and_still_learns_something():
    stripes = accuracy(runs("stickers", resize="np.resize"))
    assert (stripes > accuracy(runs("stickers", resize="squeeze")) + 0.08).all()
    assert (stripes < accuracy(runs("stickers", resize="crop")) - 0.1).all()
    picture = np.arange(20 * 30 * 3).reshape(20, 30, 3)
    assert (np.resize(picture, (16, 16, 3)).ravel() == picture.ravel()[: 16 * 16 * 3]).all()


# ------------------------------------------------------------------------------ thin lines
@claim("09", "Mixing more neighbours helps little, looking at all of them a lot.")
@claim("09", "Without antialias, dots; with it, the whole line.")
def test_antialias_keeps_thin_lines():
    bilinear = accuracy(runs("drawings", interpolation="bilinear", antialias=False))
    lanczos = accuracy(runs("drawings", interpolation="lanczos3", antialias=False))
    nearest = accuracy(runs("drawings", interpolation="nearest", antialias=False))
    antialiased = accuracy(runs("drawings", **ANTIALIASED))
    assert (antialiased > 0.75).all() and (antialiased > bilinear + 0.35).all()
    assert (lanczos < bilinear + 0.13).all() and (nearest < bilinear).all()


@claim("09", 'With "nearest" Keras ignores it')
@claim("09", "When you make them larger, it changes nothing.")
@claim("09", "its largest value is below 0.3")
def test_where_antialias_acts():
    for seed in SEEDS:
        (sheets, _), _ = data.drawings(n=3, n_val=2, seed=seed)
        nearest, again = (lesson.shrink(sheets, "nearest", antialias=on) for on in (False, True))
        assert (nearest == again).all()
        assert lesson.shrink(sheets, antialias=True).max() < 0.3
        small = sheets[0][40:72, 40:72].astype("float32")
        one, two = (keras.layers.Resizing(64, 64, antialias=on)(small) for on in (False, True))
        assert np.allclose(one, two, atol=1e-3)


# ------------------------------------------------------------------------------ numbers
@claim("09", "All pictures from 0 to 255 did no harm here")
@claim("09", "In these six epochs they did even better")
@claim("09", "So a mixed set follows the loud half.")
def test_mixed_ranges_harm_and_one_range_does_not():
    unit = accuracy(runs("drawings", **ANTIALIASED))  # the same arrays as numbered("0 to 1")
    large = runs("numbered", numbers="0 to 255")
    mixed = runs("numbered", numbers="mixed")
    assert (accuracy(large) > unit).all() and (accuracy(mixed) < unit - 0.2).all()
    (x, y), loud = lesson.fine[1], np.arange(len(lesson.fine[1][1])) % 2 == 1
    difference = judged(mixed, 255 * x[loud], y[loud]) - judged(mixed, x[~loud], y[~loud])
    assert (difference > 0.4).all()


@claim("09", "The whole part of 0.2 is 0: all is black.")
def test_a_cast_makes_all_black():
    for seed in SEEDS:
        (sheets, _), _ = data.drawings(n=20, n_val=2, seed=seed)
        small = lesson.shrink(sheets, antialias=True)
        assert small.max() > 0 and lesson.in_numbers(small, "cast to uint8").max() == 0


@claim("09", "A picture in 0 to 255 pulls some hundred times as hard as the same one in 0 to 1.")
def test_the_gradient_grows_with_the_picture():
    (x, y), loss, ratios = lesson.fine[0], keras.losses.SparseCategoricalCrossentropy(), []
    for seed in SEEDS:
        keras.utils.set_random_seed(seed)
        model, pulls = lesson.build(**DRAWINGS), []
        for scale in (1, 255):
            with lesson.tf.GradientTape() as tape:
                value = loss(y[:1], model(scale * x[:1]))
            pulls.append(float(lesson.tf.norm(tape.gradient(value, model.trainable_variables[0]))))
        ratios.append(pulls[1] / pulls[0])
    assert min(ratios) > 40 and 80 < np.median(ratios) < 1000


# ------------------------------------------------------------------------------ a success that is none
@claim("09", "It has learnt who loaded the picture. The shape is still gone.")
@claim("09", "the accuracy falls far below a guess")
def test_the_range_betrays_the_class():
    each = runs("by_colleague", colleagues="one for each kind")
    assert (accuracy(each) > 0.9).all()
    for shift in (1, 2):
        swapped = judged(each, *lesson.by_colleague("one for each kind", shift)[1])
        assert (swapped < 0.15).all()


# ------------------------------------------------------------------------------ serving
@claim("09", "The same word: Pillow always antialiases, Keras only when asked.")
@claim("09", "Serve with Keras, antialias, and it is well again.")
def test_serving_skew():
    trained, y = runs("skewed", train="Pillow", serve="Pillow"), lesson.new_digits
    pillow, keras_s, antialiased = (
        accuracy(trained),  # its validation rows are served with Pillow
        judged(trained, lesson.PREPARE["Keras"](lesson.new_sheets), y),
        judged(trained, lesson.PREPARE["Keras, antialias"](lesson.new_sheets), y),
    )
    assert (pillow - keras_s > 0.35).all() and (abs(pillow - antialiased) < 0.04).all()


# ------------------------------------------------------------------------------ the cure
@claim("09", "The model brings its own resizing and scaling along.")
def test_the_cure_survives_saving_loading_and_any_size(tmp_path):
    larger = [picture.repeat(3, axis=0).repeat(3, axis=1) for picture in lesson.new_pictures[:60]]
    ready, trained = lesson.through(PREPARE, larger), runs("prepared")
    assert (judged(trained, ready, lesson.new_kinds[:60]) > 0.93).all()
    model = model_of("colour")  # with the weights that were judged last
    keras.Sequential([keras.Input((None, None, 3)), PREPARE, model]).save(tmp_path / "whole.keras")
    loaded = keras.saving.load_model(tmp_path / "whole.keras")
    for picture, small in zip(larger[:10], ready, strict=False):
        assert np.allclose(loaded(picture[None]), model(small[None]), atol=1e-3)


@claim("09", "A larger piece is no harder, rather easier")
@claim("09", "The enlarged piece shows nothing new, and yet it is worse.")
@claim("09", "It takes any size. It does not understand any scale.")
def test_global_pooling_takes_any_size_and_not_any_scale():
    trained, (x, y) = runs("crops", size=32), data.crops(size=32)[1]
    larger = judged(trained, *data.crops(size=64)[1])
    enlarged = judged(trained, keras.ops.image.resize(x, (64, 64)), y)
    same = accuracy(trained)
    assert (larger > same - 0.04).all() and larger.mean() > same.mean()
    assert (enlarged < same - 0.08).all()
