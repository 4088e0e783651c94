"""Owns every number that bounds something, with its unit in its name.

A limit says what the platform refuses; a default that a tenant may change is a
setting (`mockplatform.settings`), and only its range stands here.
"""

from __future__ import annotations

from dataclasses import dataclass

KIB = 1024
MINUTE_S = 60.0
HOUR_S = 3600.0
DAY_S = 86_400.0


@dataclass(frozen=True, slots=True)
class Limits:
    """All limits of the platform. Sizes in bytes, times in seconds."""

    # Bodies, headers and JSON.
    body_bytes_max: int = 512 * KIB
    body_read_s_max: float = 10.0
    header_field_bytes_max: int = 32 * KIB
    keepalive_s: float = 30.0
    unread_body_s_max: float = 2.0
    token_bytes_max: int = 8 * KIB
    json_depth_max: int = 64
    json_number_digits_max: int = 300
    correlation_id_chars_max: int = 128
    domain_chars_max: int = 240
    origin_chars_max: int = 1024
    preflight_headers_chars_max: int = 4096
    page_size_max: int = 200
    page_size_default: int = 25
    listing_page_size_max: int = 500
    board_rows_max: int = 1_000
    board_ids_max: int = 200
    page_number_max: int = 1_000_000
    id_chars_max: int = 128

    # Conversations. 16 KiB is the guide's figure for custom data fields.
    routing_data_bytes_max: int = 16 * KIB
    routing_key_chars_max: int = 128
    conversation_data_bytes_max: int = 64 * KIB
    conversation_data_depth_max: int = 16
    message_text_chars_max: int = 8_000
    message_attachments_max: int = 10
    client_message_id_chars_max: int = 128
    agent_text_chars_max: int = 2_000
    messaging_template_bytes_max: int = 16 * KIB
    participant_attributes_bytes_max: int = 16 * KIB
    bulk_messages_max: int = 1_000
    wrap_up_notes_chars_max: int = 4_096
    wrap_up_tags_max: int = 64
    offer_pause_s_max: float = 10 * MINUTE_S
    conversation_deleted_s: float = DAY_S

    # Context documents.
    context_bytes_max: int = 256 * KIB
    context_ttl_s_default: float = DAY_S
    context_ttl_s_max: float = 30 * DAY_S

    # Tokens.
    refresh_grace_s: float = 10.0
    family_idle_s: float = DAY_S
    family_life_s: float = 30 * DAY_S
    verified_tokens_max: int = 20_000
    revoked_tokens_max: int = 100_000
    auth_code_s: float = 300.0
    token_life_s_max: float = 365 * DAY_S
    scope_chars_max: int = 1024

    # Sockets.
    frame_bytes_max: int = 64 * KIB
    socket_auth_s: float = 5.0
    socket_backlog_events_max: int = 1_000
    socket_signals_max: int = 32
    socket_send_s_max: float = 10.0
    socket_close_s_max: float = 2.0
    socket_answers_max: int = 32
    socket_events_at_once: int = 100
    sweep_s_min: float = 0.02
    sweep_s_max: float = 1.0
    frames_per_second_max: int = 100
    frames_burst_max: int = 200

    # Guests: sessions, files, rates.
    sessions_per_tenant_max: int = 200_000
    session_conversations_max: int = 100
    session_files_max: int = 100
    session_asks_per_minute_max: int = 600
    session_token_chars_max: int = 256
    tracing_id_chars_max: int = 256
    file_size_kb_max: int = 30_000
    file_name_chars_max: int = 255
    file_read_s_max: float = MINUTE_S
    file_upload_s_max: float = 10 * MINUTE_S
    file_download_s_max: float = HOUR_S
    files_per_tenant_bytes_max: int = 131_072 * KIB
    files_bytes_max: int = 262_144 * KIB
    rates_remembered_max: int = 20_000

    # Customers of chat channels.
    customers_per_tenant_max: int = 200_000
    customer_groups_max: int = 50
    group_guests_max: int = 20
    group_invitations_max: int = 50
    customer_threads_max: int = 500
    customer_fields_max: int = 200
    customer_field_chars_max: int = 1_024
    customer_name_chars_max: int = 256
    thread_cases_max: int = 100
    thread_name_chars_max: int = 256
    event_id_chars_max: int = 128
    routing_priority_max: int = 1_000
    transcript_recipients_max: int = 10
    marks_kept: int = 100
    visitor_events_max: int = 100
    page_views_told_max: int = 16  # with the actions: what a socket takes of signals at once
    proactive_actions_max: int = 16
    message_url_chars_max: int = 2_048
    visitor_cookie_s: float = 31_536_000.0
    contact_history_max: int = 20
    channel_file_mb_max: int = 40
    channel_file_body_bytes_max: int = 54_000_000
    channel_files_waiting_max: int = 1_000
    large_events_max: int = 200
    large_events_bytes_max: int = 8192 * KIB

    # The older guest chat.
    chat_message_chars_max: int = 4_000
    chat_messages_page_max: int = 100
    chat_name_chars_max: int = 256
    chat_beat_s: float = 30.0

    # Notification channels.
    feed_life_s: float = DAY_S
    feeds_per_owner_max: int = 20
    feeds_per_tenant_max: int = 20_000
    feed_topics_max: int = 1_000
    feed_topic_chars_max: int = 512
    feed_beat_s: float = 30.0
    feed_views_remembered_max: int = 4_096
    feed_renderings_kept: int = 16

    # Bounded memory.
    tenants_max: int = 5_000
    journal_entries_default: int = 10_000
    placement_cache_max: int = 4_096
    loaded_streams_max: int = 20_000
    conversations_per_tenant_max: int = 200_000
    agents_per_tenant_max: int = 1_000
    command_attempts_max: int = 16
    group_commit_events_max: int = 512
    fired_entries_max: int = 10_000
    key_pool_size: int = 2
    keys_per_tenant_max: int = 16

    # Faults.
    faults_per_tenant_max: int = 500
    fault_subjects_max: int = 20_000
    fault_wait_s_max: float = HOUR_S
    fault_look_s: float = 0.25
    fault_frames_held_max: int = 64
    fault_held_max: int = 10_000
    fault_headers_max: int = 32
    fault_headers_chars_max: int = 8_192
    fault_body_bytes_max: int = 32 * KIB
    repeats_remembered_max: int = 1_000
    repeat_s_max: float = 2.0
    outage_faults_max: int = 128
    outages_kept_max: int = 64

    # The journal's answers.
    journal_looks_at_once: int = 2_000
    journal_watchers_max: int = 500
    journal_events_known_max: int = 1_000
    findings_of_rule_max: int = 100
    findings_accepted_max: int = 5_000
    baseline_bytes_max: int = 8192 * KIB
    subject_chars_max: int = 257
    suppression_chars_max: int = 320
    findings_memory_max: int = 5_000
    findings_resumable_max: int = 20
    findings_members_max: int = 200
    findings_name_chars_max: int = 128
    journal_wait_s_default: float = 5.0
    journal_wait_s_max: float = MINUTE_S
    waiting_look_s: float = 1.0
    journal_stream_beat_s: float = 15.0
    journal_stream_send_s_max: float = 10.0
    journal_stream_entries_at_once: int = 100
    near_misses_shown: int = 3
    near_misses_compared: int = 32
    matched_entries_shown: int = 10
    arrival_buckets_max: int = 10_000
    explained_entries_max: int = 500

    # Snapshots and checkpoints.
    snapshot_bytes_max: int = 32 * 1024 * KIB
    checkpoints_per_tenant_max: int = 20
    checkpoints_per_tenant_bytes_max: int = 16 * 1024 * KIB
    checkpoints_bytes_max: int = 256 * 1024 * KIB
    bot_steps_pending_max: int = 10_000
    snapshot_due_max: int = 100_000
    snapshot_live_tokens_max: int = 2_000
    snapshot_participants_max: int = 2_000

    # Records of runs.
    record_bytes_max: int = 4096 * KIB
    record_file_bytes_max: int = 262_144 * KIB
    record_waiting_bytes_max: int = 8192 * KIB
    records_kept_max: int = 32

    # Fixture files.
    fixture_bytes_max: int = 1024 * KIB
    fixture_problems_shown_max: int = 100
    fixtures_kept_max: int = 64

    # The steerable clock.
    clock_rate_max: float = 10_000.0
    clock_advance_s_max: float = 3_660 * DAY_S
    fired_at_once: int = 200
    settle_again_s: float = 1.0


LIMITS = Limits()

assert LIMITS.routing_data_bytes_max < LIMITS.conversation_data_bytes_max
assert LIMITS.conversation_data_bytes_max < LIMITS.context_bytes_max < LIMITS.body_bytes_max
assert LIMITS.conversation_data_depth_max < LIMITS.json_depth_max
assert LIMITS.subject_chars_max == 2 * LIMITS.id_chars_max + 1  # a user, "/", one of his widgets
assert LIMITS.token_bytes_max < LIMITS.header_field_bytes_max
assert LIMITS.page_size_default <= LIMITS.page_size_max
assert LIMITS.refresh_grace_s < LIMITS.family_idle_s < LIMITS.family_life_s
