#!/bin/sh
# KAFKA_LOG_DIRS=... becomes log.dirs=... and so on (__ an underscore, ___ a dash), as in the public image.
set -eu
properties=/etc/kafka/server.properties
env | sed -n 's/^KAFKA_\([A-Z0-9_]*\)=/\1 /p' | while read -r name value; do
  case $name in HEAP_OPTS | OPTS | JVM_*) continue ;; esac
  key=$(printf %s "$name" | tr '[:upper:]' '[:lower:]' | sed 's/___/-/g; s/__/\n/g; s/_/./g' | tr '\n' '_')
  printf '%s=%s\n' "$key" "$value"
done >"$properties"
grep -q '^log.dirs=' "$properties" || echo "log.dirs=/var/lib/kafka/data" >>"$properties"
kafka() {
  /opt/java/bin/java ${KAFKA_HEAP_OPTS:--Xmx256m} -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
    -Dlog4j2.configurationFile=/opt/kafka/log4j2.properties -cp '/opt/kafka/libs/*' "$@"
}
kafka kafka.tools.StorageTool format -t "${CLUSTER_ID:?a cluster id is needed}" -c "$properties" --ignore-formatted
# shellcheck disable=SC2086 # the options are several words
exec /opt/java/bin/java ${KAFKA_HEAP_OPTS:--Xmx256m} -XX:+UseSerialGC -XX:TieredStopAtLevel=1 \
  -Dlog4j2.configurationFile=/opt/kafka/log4j2.properties -cp '/opt/kafka/libs/*' kafka.Kafka "$properties"
