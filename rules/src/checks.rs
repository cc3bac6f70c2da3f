//! The rules that need code, by id.

use assay_scan::check::Check;

#[path = "../auth/assert-as-guard/check.rs"]
mod assert_as_guard;
#[path = "../regex/catastrophic-regex/check.rs"]
mod catastrophic_regex;
#[path = "../tls/cleartext-protocol/check.rs"]
mod cleartext_protocol;
#[path = "../auth/client-supplied-role/check.rs"]
mod client_supplied_role;
#[path = "../crypto/constant-nonce/check.rs"]
mod constant_nonce;
#[path = "../deployment/container-runs-as-root/check.rs"]
mod container_runs_as_root;
#[path = "../config/content-security-policy-missing/check.rs"]
mod content_security_policy_missing;
#[path = "../http/cors-any-origin/check.rs"]
mod cors_any_origin;
#[path = "../deployment/database-port-published/check.rs"]
mod database_port_published;
#[path = "../deployment/debug-in-deployment/check.rs"]
mod debug_in_deployment;
#[path = "../auth/default-admin-account/check.rs"]
mod default_admin_account;
#[path = "../deployment/default-credentials/check.rs"]
mod default_credentials;
#[path = "../deployment/development-server-in-production/check.rs"]
mod development_server_in_production;
#[path = "../errors/exception-ignored/check.rs"]
mod exception_ignored;
#[path = "../deployment/excessive-container-rights/check.rs"]
mod excessive_container_rights;
#[path = "../xss/external-script-without-integrity/check.rs"]
mod external_script_without_integrity;
#[path = "../deployment/forwarded-headers-trusted/check.rs"]
mod forwarded_headers_trusted;
#[path = "../secrets/hardcoded-secret-key/check.rs"]
mod hardcoded_secret_key;
#[path = "../deployment/insecure-download-in-build/check.rs"]
mod insecure_download_in_build;
#[path = "../jwt/jwt-algorithm-not-pinned/check.rs"]
mod jwt_algorithm_not_pinned;
#[path = "../jwt/jwt-without-expiry/check.rs"]
mod jwt_without_expiry;
#[path = "../tls/ldap-cleartext-bind/check.rs"]
mod ldap_cleartext_bind;
#[path = "../tls/mail-without-encryption/check.rs"]
mod mail_without_encryption;
#[path = "../injection/mass-assignment/check.rs"]
mod mass_assignment;
#[path = "../errors/model-serialised-whole/check.rs"]
mod model_serialised_whole;
#[path = "../passwords/password-in-url/check.rs"]
mod password_in_url;
#[path = "../auth/password-policy-missing/check.rs"]
mod password_policy_missing;
#[path = "../tokens/predictable-token/check.rs"]
mod predictable_token;
#[path = "../deployment/proxy-alias-traversal/check.rs"]
mod proxy_alias_traversal;
#[path = "../deployment/proxy-directory-listing/check.rs"]
mod proxy_directory_listing;
#[path = "../deployment/proxy-weak-tls/check.rs"]
mod proxy_weak_tls;
#[path = "../deployment/python-runtime-end-of-life/check.rs"]
mod python_runtime_end_of_life;
#[path = "../deployment/remote-script-in-build/check.rs"]
mod remote_script_in_build;
#[path = "../errors/rows.rs"]
mod rows;
#[path = "../passwords/secret-compared-plain/check.rs"]
mod secret_compared_plain;
#[path = "../deployment/secret-in-image/check.rs"]
mod secret_in_image;
#[path = "../secrets/secret-key-default/check.rs"]
mod secret_key_default;
#[path = "../errors/security-check-fails-open/check.rs"]
mod security_check_fails_open;
#[path = "../logging/sensitive-data-logged/check.rs"]
mod sensitive_data_logged;
#[path = "../deployment/service-runs-as-root/check.rs"]
mod service_runs_as_root;
#[path = "../session/session-fixation/check.rs"]
mod session_fixation;
#[path = "../session/session-holds-sensitive-data/check.rs"]
mod session_holds_sensitive_data;
#[path = "../crypto/timing-unsafe-comparison/check.rs"]
mod timing_unsafe_comparison;
#[path = "../deployment/unpinned-base-image/check.rs"]
mod unpinned_base_image;
#[path = "../files/upload-without-allow-list/check.rs"]
mod upload_without_allow_list;
#[path = "../auth/user-enumeration/check.rs"]
mod user_enumeration;
#[path = "../deployment/world-writable-files/check.rs"]
mod world_writable_files;

#[path = "../config/headers.rs"]
mod headers;
#[path = "../files/insecure-temp-file/check.rs"]
mod insecure_temp_file;
#[path = "../crypto/keys.rs"]
mod keys;
#[path = "../access/lookups.rs"]
mod lookups;
#[path = "../files/object-readable-by-everybody/check.rs"]
mod object_readable_by_everybody;
#[path = "../access/own_csrf.rs"]
mod own_csrf;
#[path = "../errors/settings-in-response/check.rs"]
mod settings_in_response;
#[path = "../crypto/signature-check-optional/check.rs"]
mod signature_check_optional;
#[path = "../access/views.rs"]
mod views;

#[path = "../deployment/database-account-too-powerful/check.rs"]
mod database_account_too_powerful;
#[path = "../errors/error-handler-missing/check.rs"]
mod error_handler_missing;
#[path = "../access/form-not-validated/check.rs"]
mod form_not_validated;
#[path = "../access/input-beside-form/check.rs"]
mod input_beside_form;
#[path = "../auth/role-assigned-from-client/check.rs"]
mod role_assigned_from_client;
#[path = "../config/security-headers-missing/check.rs"]
mod security_headers_missing;
#[path = "../session/session-lifetime-unset/check.rs"]
mod session_lifetime_unset;

#[path = "../access/csrf-check-missing-on-view/check.rs"]
mod csrf_check_missing_on_view;
#[path = "../access/csrf-exempt-view/check.rs"]
mod csrf_exempt_view;
#[path = "../access/csrf-protection-missing/check.rs"]
mod csrf_protection_missing;
#[path = "../access/form-without-csrf-token/check.rs"]
mod form_without_csrf_token;
#[path = "../access/guard-above-route/check.rs"]
mod guard_above_route;
#[path = "../access/guard-missing-on-method/check.rs"]
mod guard_missing_on_method;
#[path = "../access/login-without-rate-limit/check.rs"]
mod login_without_rate_limit;
#[path = "../access/object-without-owner-check/check.rs"]
mod object_without_owner_check;
#[path = "../access/role-missing-among-siblings/check.rs"]
mod role_missing_among_siblings;
#[path = "../access/route-without-authentication/check.rs"]
mod route_without_authentication;
#[path = "../access/senders.rs"]
mod senders;
#[path = "../access/state-change-on-get/check.rs"]
mod state_change_on_get;
#[path = "../passwords/weak-password-hash-parameters/check.rs"]
mod weak_password_hash_parameters;

/// The code of each rule that says `code = true`.
pub const CHECKS: &[(&str, Check)] = &[
    (
        "external-script-without-integrity",
        external_script_without_integrity::check,
    ),
    (
        "database-account-too-powerful",
        database_account_too_powerful::check,
    ),
    ("error-handler-missing", error_handler_missing::check),
    ("form-not-validated", form_not_validated::check),
    ("input-beside-form", input_beside_form::check),
    (
        "role-assigned-from-client",
        role_assigned_from_client::check,
    ),
    ("session-lifetime-unset", session_lifetime_unset::check),
    ("security-headers-missing", security_headers_missing::check),
    (
        "csrf-check-missing-on-view",
        csrf_check_missing_on_view::check,
    ),
    ("csrf-exempt-view", csrf_exempt_view::check),
    ("csrf-protection-missing", csrf_protection_missing::check),
    ("form-without-csrf-token", form_without_csrf_token::check),
    ("guard-above-route", guard_above_route::check),
    ("guard-missing-on-method", guard_missing_on_method::check),
    ("login-without-rate-limit", login_without_rate_limit::check),
    (
        "object-without-owner-check",
        object_without_owner_check::check,
    ),
    (
        "role-missing-among-siblings",
        role_missing_among_siblings::check,
    ),
    (
        "route-without-authentication",
        route_without_authentication::check,
    ),
    ("state-change-on-get", state_change_on_get::check),
    ("assert-as-guard", assert_as_guard::check),
    ("catastrophic-regex", catastrophic_regex::check),
    ("cleartext-protocol", cleartext_protocol::check),
    ("client-supplied-role", client_supplied_role::check),
    ("container-runs-as-root", container_runs_as_root::check),
    ("constant-nonce", constant_nonce::check),
    (
        "content-security-policy-missing",
        content_security_policy_missing::check,
    ),
    ("cors-any-origin", cors_any_origin::check),
    ("database-port-published", database_port_published::check),
    ("debug-in-deployment", debug_in_deployment::check),
    ("default-admin-account", default_admin_account::check),
    ("default-credentials", default_credentials::check),
    (
        "development-server-in-production",
        development_server_in_production::check,
    ),
    ("exception-ignored", exception_ignored::check),
    (
        "excessive-container-rights",
        excessive_container_rights::check,
    ),
    (
        "forwarded-headers-trusted",
        forwarded_headers_trusted::check,
    ),
    ("hardcoded-secret-key", hardcoded_secret_key::check),
    (
        "insecure-download-in-build",
        insecure_download_in_build::check,
    ),
    ("jwt-algorithm-not-pinned", jwt_algorithm_not_pinned::check),
    ("jwt-without-expiry", jwt_without_expiry::check),
    ("ldap-cleartext-bind", ldap_cleartext_bind::check),
    ("mail-without-encryption", mail_without_encryption::check),
    ("mass-assignment", mass_assignment::check),
    ("model-serialised-whole", model_serialised_whole::check),
    ("password-in-url", password_in_url::check),
    ("password-policy-missing", password_policy_missing::check),
    ("predictable-token", predictable_token::check),
    ("proxy-alias-traversal", proxy_alias_traversal::check),
    ("proxy-directory-listing", proxy_directory_listing::check),
    ("proxy-weak-tls", proxy_weak_tls::check),
    (
        "python-runtime-end-of-life",
        python_runtime_end_of_life::check,
    ),
    ("remote-script-in-build", remote_script_in_build::check),
    ("secret-compared-plain", secret_compared_plain::check),
    ("secret-in-image", secret_in_image::check),
    ("secret-key-default", secret_key_default::check),
    (
        "security-check-fails-open",
        security_check_fails_open::check,
    ),
    ("sensitive-data-logged", sensitive_data_logged::check),
    ("service-runs-as-root", service_runs_as_root::check),
    ("session-fixation", session_fixation::check),
    (
        "session-holds-sensitive-data",
        session_holds_sensitive_data::check,
    ),
    ("timing-unsafe-comparison", timing_unsafe_comparison::check),
    (
        "object-readable-by-everybody",
        object_readable_by_everybody::check,
    ),
    ("settings-in-response", settings_in_response::check),
    ("signature-check-optional", signature_check_optional::check),
    ("insecure-temp-file", insecure_temp_file::check),
    ("unpinned-base-image", unpinned_base_image::check),
    (
        "upload-without-allow-list",
        upload_without_allow_list::check,
    ),
    ("user-enumeration", user_enumeration::check),
    ("world-writable-files", world_writable_files::check),
    (
        "weak-password-hash-parameters",
        weak_password_hash_parameters::check,
    ),
];
