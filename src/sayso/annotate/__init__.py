"""From text to annotations: tokens, windows, the ONNX encoder and the decoding of its heads."""
