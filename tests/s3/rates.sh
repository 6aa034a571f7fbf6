#!/usr/bin/env bash
# How fast processes and writers commit to one branch on the server that LAKEVERSION_TEST_S3 names (tests/s3/radosgw.sh starts one).
# Each commit puts one small file, or appends one row. "apart" gives each writer a lake of its own, so that no commits are grouped.
set -euo pipefail
cd "$(dirname "$0")/../.."
: "${LAKEVERSION_TEST_S3:?start tests/s3/radosgw.sh and set LAKEVERSION_TEST_S3}"
export AWS_ENDPOINT_URL_S3=$LAKEVERSION_TEST_S3
dotnet build -c Release -v quiet tests/LakeVersion.Worker
worker=tests/LakeVersion.Worker/bin/Release/net10.0/LakeVersion.Worker.dll
bucket=${1:-lakeversion-tests}
curl -sS -o /dev/null -X PUT --aws-sigv4 aws:amz:us-east-1:s3 -H 'x-amz-content-sha256: UNSIGNED-PAYLOAD' \
  --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" "$LAKEVERSION_TEST_S3/$bucket" # there already is fine

rate() { dotnet "$worker" rates "s3://$bucket/rates/$(cat /proc/sys/kernel/random/uuid)" "$@"; }

rate 4 8 50
rate 4 8 50 apart
rate 1 64 25
rate 1 append 50
rate 4 append 25
