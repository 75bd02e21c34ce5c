"""A sentence-embedding model that the user has: how near a text is to each phrase. Optional, and never downloaded."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from xwalk.errors import UsageError

#: The cosine at which a phrase counts for 1, and the step by which it counts for e times more.
_MIDDLE, _STEP = 0.5, 0.05


class Model:
    """A model in the format of sentence-transformers, read from a folder.

    Args:
        path: The folder of the model.

    Raises:
        UsageError: The folder is none, holds no such model, or the library is not installed.
    """

    def __init__(self, path: Path) -> None:
        if not path.is_dir():
            raise UsageError(
                f"{path} is not a folder with a model",
                hint="name the folder of a sentence-transformers model that you have; nothing is downloaded",
            )
        os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = "1"
        os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise UsageError("a model needs the extra model", hint="pip install 'xwalk[model]'") from error
        try:
            self._model: Any = SentenceTransformer(str(path), device="cpu", local_files_only=True)
        except (OSError, ValueError, KeyError) as error:
            raise UsageError(
                f"{path} holds no model that can be read: {str(error).splitlines()[0]}",
                hint="name the folder that has modules.json and config.json in it",
            ) from error
        self._phrases: Any = None

    def learn(self, phrases: Sequence[str]) -> None:
        """Read the phrases that texts will be compared with."""
        self._phrases = self._embed(phrases)

    def near(self, texts: Sequence[str]) -> list[list[float]]:
        """How near each text is to each phrase: 1 at a cosine of a half, e times more for each twentieth above."""
        from math import exp

        cosines = (self._embed(texts) @ self._phrases.T).tolist()
        return [[exp((cosine - _MIDDLE) / _STEP) for cosine in row] for row in cosines]

    def _embed(self, texts: Sequence[str]) -> Any:
        return self._model.encode(list(texts), normalize_embeddings=True, show_progress_bar=False)
