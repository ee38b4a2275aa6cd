"""Call the hooks of a callback as `fit` does, with numbers that no training need produce."""


def by_hand(callback, losses, model):
    """One fit whose validation losses are known beforehand.

    Args:
        callback: a callback, or a `keras.callbacks.CallbackList`.
        losses: one float an epoch.
        model: the compiled model that the callback sees.

    Returns:
        How many epochs passed until the callback asked to stop, or all.
    """
    model.stop_training = False
    callback.set_model(model)
    callback.on_train_begin()
    for epoch, loss in enumerate(losses):
        callback.on_epoch_begin(epoch)
        callback.on_epoch_end(epoch, {"loss": loss, "val_loss": loss})
        if model.stop_training:
            return epoch + 1
    return len(losses)
