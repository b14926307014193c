"""Settings every service has; read once, in ``__main__``, from variables named EARMARK_..., and passed down
as values."""

import ssl
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

Algorithm = Literal["RS256", "ES256", "EdDSA"]
_DESCRIBING: dict[str, Any] = {
    "mongo_url": "mongodb://describing.invalid/",
    "kafka_bootstrap": "describing.invalid:9092",
    "jwks_url": "http://describing.invalid/jwks",
    "jwt_issuer": "http://describing.invalid",
    "media_keys": "describing:not-a-key-that-signs-anything-real",
}


class HttpSettings(BaseSettings):
    """Where a service listens, and how much it takes in."""

    http_host: str = "127.0.0.1"
    http_port: int = Field(default=8000, ge=0, le=65535, description="0 picks a free port")
    http_json_limit: int = Field(default=2 * 1024 * 1024, ge=1024, description="Largest JSON body, in bytes")
    http_json_depth: int = Field(default=64, ge=4, le=90, description="Deepest nesting of a JSON body")


class MongoSettings(BaseSettings):
    """The replica set and the service's own database in it."""

    mongo_url: SecretStr
    mongo_database: str | None = Field(default=None, description="Default: earmark_<service name>")
    mongo_wait_seconds: float = Field(default=5.0, gt=0, description="Longest wait for a usable server")
    mongo_pool: int = Field(default=50, ge=1)

    def database_name(self, service: str) -> str:
        """Return the name of the database of a service (``task-service`` -> ``earmark_task_service``)."""
        return self.mongo_database or f"earmark_{service.replace('-', '_')}"


class KafkaSettings(BaseSettings):
    """The cluster, how to be let in, and how topics are made where they are missing."""

    kafka_bootstrap: str
    kafka_security: Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"] = "PLAINTEXT"
    kafka_sasl_mechanism: Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] = "SCRAM-SHA-512"
    kafka_username: str | None = None
    kafka_password: SecretStr | None = None
    kafka_ca_file: Path | None = None
    kafka_cert_file: Path | None = None
    kafka_key_file: Path | None = None
    kafka_key_password: SecretStr | None = None
    kafka_check_hostname: bool = True
    kafka_partitions: int | None = Field(default=None, ge=1, description="None: what each topic asks for")
    kafka_replication: int = Field(default=1, ge=1)
    kafka_create_topics: bool = Field(default=True, description="False where the platform makes the topics")

    @model_validator(mode="after")
    def _sasl_has_credentials(self) -> Self:
        if self.kafka_security.startswith("SASL") and not (self.kafka_username and self.kafka_password):
            raise ValueError("kafka_security is SASL: kafka_username and kafka_password are needed")
        return self

    def kafka_options(self) -> dict[str, Any]:
        """Return the keyword arguments that every aiokafka client takes to reach the cluster."""
        options: dict[str, Any] = {
            "bootstrap_servers": self.kafka_bootstrap,
            "security_protocol": self.kafka_security,
        }
        if "SSL" in self.kafka_security.removeprefix("SASL_"):
            context = ssl.create_default_context(
                cafile=str(self.kafka_ca_file) if self.kafka_ca_file else None
            )
            context.check_hostname = self.kafka_check_hostname
            if self.kafka_cert_file:
                password = self.kafka_key_password.get_secret_value() if self.kafka_key_password else None
                key = str(self.kafka_key_file) if self.kafka_key_file else None
                context.load_cert_chain(str(self.kafka_cert_file), key, password)
            options["ssl_context"] = context
        if self.kafka_security.startswith("SASL") and self.kafka_password:
            options["sasl_mechanism"] = self.kafka_sasl_mechanism
            options["sasl_plain_username"] = self.kafka_username
            options["sasl_plain_password"] = self.kafka_password.get_secret_value()
        return options


class IdentitySettings(BaseSettings):
    """Whose tokens are believed."""

    jwks_url: str
    jwt_issuer: str
    jwt_audience: str = "earmark"
    jwt_algorithms: tuple[Algorithm, ...] = Field(default=("RS256",), min_length=1)
    jwt_leeway_seconds: float = Field(default=30.0, ge=0, le=300)


class MediaSettings(BaseSettings):
    """The keys that sign addresses of audio, and where bytes are stored."""

    media_keys: SecretStr = Field(
        description="<id>:<secret>[,<id>:<secret>]; the first one signs, all are believed"
    )
    media_seconds: int = Field(default=3600, ge=60, description="How long a signed address works, at most")
    storage_url: str = Field(
        default="", description="file:///folder or s3://bucket/prefix; for services that need it"
    )

    @field_validator("media_keys")
    @classmethod
    def _keys_are_usable(cls, value: SecretStr) -> SecretStr:
        parse_media_keys(value.get_secret_value())
        return value

    def media_key_table(self) -> dict[str, bytes]:
        """Return the secrets by key id; the first one signs."""
        return parse_media_keys(self.media_keys.get_secret_value())


class MessagingSettings(BaseSettings):
    """How long messaging waits for what may heal or come by itself."""

    wait_patience_seconds: float = Field(
        default=600.0, gt=0, description="How long an event waits for what it refers to, once nothing lags"
    )
    gap_patience_seconds: float = Field(
        default=60.0,
        gt=0,
        description="How long a stream's unknown beginning is waited for, once nothing lags",
    )
    watchdog_seconds: float = Field(default=10.0, gt=0, description="How often the consumer is looked at")
    stuck_seconds: float = Field(
        default=60.0, gt=0, description="Unread events and no movement for so long: the consumer is made anew"
    )
    kafka_session_seconds: float = Field(
        default=30.0, ge=6, description="How long Kafka believes in a group member that is silent"
    )


class ServiceSettings(
    HttpSettings, MongoSettings, KafkaSettings, IdentitySettings, MediaSettings, MessagingSettings
):
    """What every service is told from outside; a service subclasses it for what is its own."""

    model_config = SettingsConfigDict(
        env_prefix="EARMARK_", frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    look_again_seconds: float = Field(
        default=2.0, ge=0, description="How long to wait for what may be on its way"
    )
    stop_batch_seconds: float = Field(
        default=25.0, gt=0, description="Longest wait for the chunk in hand at stop"
    )
    stop_producer_seconds: float = Field(
        default=10.0, gt=0, description="Longest wait for sent events at stop"
    )
    stop_http_seconds: float = Field(
        default=5.0, gt=0, description="Longest wait for running requests at stop"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_requests: bool = Field(default=False, description="Log every request, not only slow and failed ones")

    @classmethod
    def describing(cls) -> Self:
        """Return settings that are good for describing the service (its OpenAPI document), not for running
        it."""
        return cls(**_DESCRIBING)


def parse_media_keys(text: str) -> dict[str, bytes]:
    """Parse ``id:secret,id:secret``; secrets have 16 characters or more. Raises ValueError without showing
    any of them."""
    keys: dict[str, bytes] = {}
    for part in text.split(","):
        name, colon, secret = part.strip().partition(":")
        if not colon or not name.isascii() or not name.replace("-", "").isalnum() or len(secret) < 16:
            raise ValueError("media_keys must be <id>:<secret>[,...], secrets of 16 characters or more")
        if name in keys:
            raise ValueError("media_keys names a key id twice")
        keys[name] = secret.encode()
    return keys
