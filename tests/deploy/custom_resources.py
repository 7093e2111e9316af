"""The custom resources of the manifests as their operators define them: a field that isn't theirs fails.

Written after the definitions of KEDA 2 (keda.sh/v1alpha1), the Prometheus operator (monitoring.coreos.com/v1)
and Strimzi (kafka.strimzi.io/v1), as far as the manifests go.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

Duration = Annotated[str, StringConstraints(pattern=r"^([0-9]+(ms|[smhdwy]))+$")]
Text = Annotated[str, StringConstraints(strict=True, min_length=1)]


class Resource(BaseModel):
    """Strict, in the spelling of Kubernetes."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", strict=True, populate_by_name=True)


class ObjectMeta(Resource):
    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$", max_length=253)]
    namespace: str | None = None
    labels: dict[str, str] = {}


class ScaleTarget(Resource):
    name: str
    api_version: str = "apps/v1"
    kind: str = "Deployment"


class KafkaTriggerMetadata(Resource):
    """Every value is text, whatever it means."""

    bootstrap_servers: Text
    consumer_group: Text
    topic: Text
    lag_threshold: Annotated[str, StringConstraints(pattern=r"^[0-9]+$")]
    offset_reset_policy: Literal["earliest", "latest"]


class Trigger(Resource):
    type: Literal["kafka"]
    metadata: KafkaTriggerMetadata


class Advanced(Resource):
    horizontal_pod_autoscaler_config: dict[str, Any]


class ScaledObjectSpec(Resource):
    scale_target_ref: ScaleTarget
    polling_interval: int = Field(ge=1)
    min_replica_count: int = Field(ge=0)
    max_replica_count: int = Field(ge=1)
    advanced: Advanced
    triggers: list[Trigger] = Field(min_length=1)


class ScaledObject(Resource):
    api_version: Literal["keda.sh/v1alpha1"]
    kind: Literal["ScaledObject"]
    metadata: ObjectMeta
    spec: ScaledObjectSpec


class Relabeling(Resource):
    target_label: str
    source_labels: list[str] = []
    replacement: str | None = None


class Endpoint(Resource):
    port: str
    path: str
    interval: Duration
    relabelings: list[Relabeling] = []


class LabelSelector(Resource):
    match_labels: dict[str, str]


class ServiceMonitorSpec(Resource):
    selector: LabelSelector
    endpoints: list[Endpoint] = Field(min_length=1)


class ServiceMonitor(Resource):
    api_version: Literal["monitoring.coreos.com/v1"]
    kind: Literal["ServiceMonitor"]
    metadata: ObjectMeta
    spec: ServiceMonitorSpec


class Rule(Resource):
    alert: str
    expr: str
    for_: Annotated[Duration, Field(alias="for")]
    labels: dict[str, str]
    annotations: dict[str, str]


class RuleGroup(Resource):
    name: str
    rules: list[Rule]


class PrometheusRuleSpec(Resource):
    groups: list[RuleGroup]


class PrometheusRule(Resource):
    api_version: Literal["monitoring.coreos.com/v1"]
    kind: Literal["PrometheusRule"]
    metadata: ObjectMeta
    spec: PrometheusRuleSpec


class KafkaTopicSpec(Resource):
    topic_name: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]+$", max_length=249)]
    partitions: int = Field(ge=1)
    replicas: int = Field(ge=1, le=32767)
    config: dict[str, str | int]


class KafkaTopic(Resource):
    api_version: Literal["kafka.strimzi.io/v1"]
    kind: Literal["KafkaTopic"]
    metadata: ObjectMeta
    spec: KafkaTopicSpec


CUSTOM: dict[str, type[Resource]] = {
    each.__name__: each for each in (ScaledObject, ServiceMonitor, PrometheusRule, KafkaTopic)
}
