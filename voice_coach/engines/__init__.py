"""One library, one file. Nothing outside this folder imports an engine's library."""

import os

# ONNX Runtime's official builds report to their maker unless this is set before the first import, and
# several engine libraries bring it along. Nothing leaves this machine, so it is not left to the environment.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
