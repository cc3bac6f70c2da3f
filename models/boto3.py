"""Proof of boto3.toml."""

import boto3
import boto3.session


def clients(value):
    boto3.client("s3").download_file("reports", "key", value)  # sink: path-write
    boto3.client("s3").upload_file(value, "reports", "key")  # sink: path
    boto3.Session().client("s3").download_file("reports", "key", value)  # sink: path-write  # alias
    boto3.session.Session().client("s3").upload_file(value, "reports", "key")  # sink: path  # alias


def resources(value):
    boto3.resource("s3").Bucket("reports").download_file("key", value)  # sink: path-write
    boto3.resource("s3").Bucket("reports").upload_file(value, "key")  # sink: path
    boto3.resource("s3").Object("reports", "key").download_file(value)  # sink: path-write
    boto3.resource("s3").Object("reports", "key").upload_file(value)  # sink: path
    boto3.Session().resource("s3").Bucket("reports").upload_file(value, "key")  # sink: path  # alias
    boto3.session.Session().resource("s3").Bucket("reports").upload_file(value, "key")  # sink: path  # alias
