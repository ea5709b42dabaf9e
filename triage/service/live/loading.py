"""Policy and model from disk, checked before they go live: nothing decides a ticket that has not passed its own cases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from triage.classifier.category.model import Classifier, load_classifier
from triage.classifier.duplicates.meanings import Meanings, shipped_meanings
from triage.errors import PolicyError
from triage.policy.model import Policy
from triage.service.cases.checking import check_policy, current_day
from triage.service.snapshot import Snapshot
from triage.settings import EngineName, Settings, model_path, policy_path


def load_snapshot(settings: Settings) -> Snapshot:
    """The policy and the model that the settings name.

    Raises:
        PolicyError: the policy is wrong, or one of its cases fails; every finding at once.
        ArtefactError: the model must not be used.
    """
    with ThreadPoolExecutor(1) as beside:  # digests of 160 MB leave the interpreter to the policy and its cases meanwhile
        models = beside.submit(_load_models, settings)
        policy = load_tested_policy(policy_path(settings.policy), settings.engine)
        classifier, meanings = models.result()
    return Snapshot.build(policy, classifier, settings.engine, meanings)


def _load_models(settings: Settings) -> tuple[Classifier, Meanings | None]:
    meanings = load_meanings(settings.encoder, settings.meaning == "on")
    return load_configured(settings), meanings


def load_meanings(encoder: str, meaning: bool) -> Meanings | None:
    """The encoder that compares tickets; None where no encoder is to be asked, or not that of meaning. Raises ArtefactError."""
    return shipped_meanings() if meaning and encoder != "never" else None


def load_configured(settings: Settings) -> Classifier:
    """The model that the settings name, pinned and signed as they say. Raises ArtefactError."""
    return load_classifier(
        model_path(settings.model),
        engine=settings.model_engine,
        pin=settings.model_sha256,
        key_file=settings.model_key,
        encoder=settings.encoder,
        meaning=settings.meaning == "on",
    )


def load_tested_policy(path: Path, engine: EngineName) -> Policy:
    """The policy of a file, if a reload would take it: without errors, and all of its cases hold. Raises PolicyError with all."""
    checked = check_policy(path, current_day(), engine)
    if checked.policy is None:
        raise PolicyError([finding for finding in checked.findings if finding.severity == "error"])
    return checked.policy
