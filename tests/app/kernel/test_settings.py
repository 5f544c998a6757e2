"""Settings are told wrong all at once, show no secret, and keep production honest."""

from pathlib import Path

import pytest

from app.kernel.settings import Environment, Settings, SettingsError, env_name, load

REQUIRED = {env_name(name) for name, field in Settings.model_fields.items() if field.is_required()}


def test_a_complete_environment_is_read(environment: dict[str, str]) -> None:
    settings = load(environment)
    assert settings.environment is Environment.TEST
    assert settings.redis_url.get_secret_value() == environment["REDIS_URL"]
    assert settings.wecom_agent_id == int(environment["SIYU_WECOM_AGENT_ID"])


def test_every_missing_key_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        load({})
    assert {line.strip() for line in str(caught.value).splitlines()[1:]} == {f"{key}: is missing" for key in REQUIRED}


def test_unknown_missing_and_invalid_keys_are_named_together(environment: dict[str, str]) -> None:
    environ = {key: value for key, value in environment.items() if key != "SIYU_PAY_MCHID"}
    with pytest.raises(SettingsError) as caught:
        load(environ | {"SIYU_PAY_MCHIDD": "1", "SIYU_PORT": "70000", "SIYU_PERSONAL_DATA_KEY": "x" * 64})
    faults = str(caught.value)
    assert "SIYU_PAY_MCHIDD: unknown setting" in faults
    assert "SIYU_PAY_MCHID: is missing" in faults
    assert "SIYU_PORT: " in faults
    assert "SIYU_PERSONAL_DATA_KEY: " in faults


def test_a_wrong_secret_is_not_shown(environment: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as caught:
        load(environment | {"SIYU_SESSION_KEY": "hunter2"})
    assert "SIYU_SESSION_KEY" in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_other_variables_are_left_alone(environment: dict[str, str]) -> None:
    load(environment | {"PATH": "/bin", "DATABASE_URL_OLD": "x"})


def test_secrets_are_masked(settings: Settings, environment: dict[str, str]) -> None:
    shown = settings.masked()
    assert shown["SIYU_WECOM_CORPID"] == environment["SIYU_WECOM_CORPID"]
    assert shown["SIYU_SESSION_KEY"] == f"****** ({len(environment['SIYU_SESSION_KEY'])} characters)"
    secret_values = [value for key, value in environment.items() if "SECRET" in key or key.endswith("_KEY")]
    text = str(shown) + repr(settings)
    assert [value for value in secret_values if value in text and "PUBLIC" not in value] == []


def test_a_clock_file_is_refused_in_production(environment: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="SIYU_CLOCK_FILE"):
        load(environment | {"SIYU_ENVIRONMENT": "production", "SIYU_CLOCK_FILE": str(tmp_path / "clock.json")})


def test_production_is_the_default(environment: dict[str, str]) -> None:
    environ = {k: v for k, v in environment.items() if k not in ("SIYU_ENVIRONMENT", "SIYU_CLOCK_FILE")}
    assert load(environ).environment is Environment.PRODUCTION
