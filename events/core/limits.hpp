#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

/// Every bound of Gatehouse on one page. Each has a test that goes one over it.
/// Units are in the type or last in the name.
namespace gatehouse::limits {

using namespace std::chrono_literals;

// -- JSON and HTTP -------------------------------------------------------------------------------
inline constexpr std::size_t body_bytes_max = 4u << 20;
inline constexpr std::size_t json_depth_max = 64;
inline constexpr std::size_t header_bytes_max = 32u << 10;
inline constexpr std::size_t target_bytes_max = 8u << 10;
inline constexpr std::size_t batch_messages_max = 100; ///< JSON-RPC batches (2025-03-26 only)
inline constexpr std::size_t connections_max = 16'384; ///< open client sockets
inline constexpr auto header_timeout = 30s; ///< from the first byte to the end of a request
inline constexpr auto idle_socket_timeout = 75s;
inline constexpr std::size_t pipelined_bytes_max = 64u << 10;    ///< read ahead of an answer
inline constexpr std::size_t refused_body_bytes_max = 64u << 10; ///< read to keep the connection
inline constexpr std::size_t unfinished_bytes_max = 256u << 20;  ///< of all requests being read
inline constexpr std::size_t linger_bytes_max = 8u << 20;        ///< dropped before closing
inline constexpr auto linger_timeout = 2s;
inline constexpr std::size_t rpc_id_bytes_max = 1u << 10;
inline constexpr std::size_t list_page_max = 1'000; ///< items of one answer to tools/list and kin
inline constexpr std::size_t page_items_max = 200;
inline constexpr std::size_t page_items_default = 25;
inline constexpr std::size_t export_items_max = 5'000; ///< audit entries of one part of an export
inline constexpr std::size_t export_pages_max = 100;   ///< read for one part of an export
inline constexpr std::size_t page_rows_max = 4'096; ///< looked at for one page; then it ends early

// -- admission -----------------------------------------------------------------------------------
inline constexpr std::size_t in_flight_max = 1024;
inline constexpr std::size_t in_flight_per_org_max = 512;
inline constexpr std::size_t running_per_connection_max = 64;
inline constexpr std::size_t waiting_per_connection_max = 256;
inline constexpr std::size_t calls_per_second_default = 20'000; ///< of one credential
inline constexpr std::size_t calls_per_second_max = 1'000'000;  ///< that can be asked for

// -- journal -------------------------------------------------------------------------------------
inline constexpr std::size_t event_bytes_max = 4u << 20;
inline constexpr std::size_t batch_events_max = 512;  ///< events of one append
inline constexpr std::size_t commit_events_max = 512; ///< events of one group commit
inline constexpr std::size_t commit_bytes_max = 8u << 20;
inline constexpr std::size_t queued_bytes_max = 8u
                                                << 20; ///< not yet committed; over it: overloaded
inline constexpr std::size_t read_set_max = 64;
inline constexpr std::size_t stream_name_bytes_max = 255;
inline constexpr std::size_t stream_versions_cached_max = 65'536; ///< beyond the uncopied tail
inline constexpr std::size_t project_records_max = 1024;          ///< of one projector batch
inline constexpr std::size_t project_bytes_max = 1u << 20;
inline constexpr std::size_t payload_depth_max = 32; ///< structs inside structs

// -- domain --------------------------------------------------------------------------------------
inline constexpr std::size_t name_bytes_max = 255;
inline constexpr std::size_t pattern_bytes_max = 512;
inline constexpr std::size_t slug_bytes_max = 63;
inline constexpr std::size_t org_slug_bytes_min = 2;
inline constexpr std::size_t org_slug_bytes_max = 48;
inline constexpr std::size_t position_bytes_max = 64;
inline constexpr std::size_t exposed_server_bytes_max = 30; ///< a server's part of a tool name
inline constexpr std::size_t exposed_tool_bytes_max = 64;   ///< a whole name as clients see it
inline constexpr std::size_t bare_tool_bytes_max = 128;     ///< a tool's own name, shown as it is
inline constexpr std::size_t policies_per_list_max = 10'000;
inline constexpr std::size_t grants_per_toolkit_max = 1'000;
inline constexpr std::size_t toolkits_per_org_max = 10'000;
inline constexpr std::size_t connections_per_org_max = 1'000;
inline constexpr std::size_t tokens_per_org_max = 10'000;
inline constexpr std::size_t orgs_max = 10'000;
inline constexpr std::size_t users_max = 100'000;
inline constexpr std::size_t open_calls_per_session_max = 256;
inline constexpr std::size_t keyed_calls_per_session_max = 1'024; ///< with an idempotency key
inline constexpr std::size_t env_entries_max = 100;
inline constexpr std::size_t secret_bytes_max = 64u << 10;
inline constexpr std::size_t unwrapped_keys_max = 1'024; ///< data keys kept ready in locked memory
inline constexpr std::size_t command_line_args_max = 256;
inline constexpr std::size_t command_line_bytes_max = 64u << 10;

// -- sessions ------------------------------------------------------------------------------------
inline constexpr auto session_passivation = 60s;
inline constexpr auto session_expiry = 30min;
inline constexpr std::size_t client_text_bytes_max =
    256; ///< name and version a client gives itself
inline constexpr std::size_t client_capabilities_bytes_max = 4u << 10; ///< a raw JSON object
inline constexpr std::size_t stateless_session_calls_max = 10'000;     ///< then it is rotated
inline constexpr auto stateless_session_age = 24h;
inline constexpr std::size_t stateless_sessions_max = 65'536; ///< remembered at once
inline constexpr auto input_wait = 10min;                 ///< for the answer to a server's question
inline constexpr std::size_t input_rounds_max = 32;       ///< of one call
inline constexpr std::size_t questions_per_call_max = 16; ///< open at once
inline constexpr std::size_t request_state_bytes_max = 64u << 10; ///< of a server, per round
inline constexpr std::size_t stream_buffer_bytes_max = 1u << 20;  ///< not yet taken by the client
inline constexpr auto stream_retry = 1s;           ///< how long clients wait before they come back
inline constexpr auto stream_session_check = 5min; ///< of a session used by its stream alone
inline constexpr std::size_t watches_per_session_max = 8; ///< then the oldest is ended
inline constexpr auto resume_wait = 60s;       ///< for a client that lost the stream of its request
inline constexpr auto stream_keep_alive = 15s; ///< between comments on a silent event stream
inline constexpr std::size_t parked_calls_per_org_max = 1'000; ///< waiting for a client's answers
inline constexpr std::size_t watches_max = 12'288; ///< open event streams of all sessions
inline constexpr std::size_t subscriptions_per_stream_max = 100; ///< resources it is told of

// -- outbox ---------------------------------------------------------------------------------------
inline constexpr auto outbox_age = 10min; ///< of what is kept for clients that come back
inline constexpr auto outbox_sweep_interval = 30s;
inline constexpr std::size_t outbox_stream_messages_max = 1'000; ///< then its oldest go
inline constexpr std::size_t outbox_stream_bytes_max = 8u << 20; ///< then its oldest go
inline constexpr std::size_t outbox_session_bytes_max = 32u << 20;
inline constexpr std::size_t outbox_waiting_bytes_max = 32u << 20; ///< not yet written

// -- the record -----------------------------------------------------------------------------------
inline constexpr std::size_t checkpoint_events = 10'000; ///< of the log between two checkpoints
inline constexpr auto checkpoint_interval = 60s;         ///< if there is anything new
inline constexpr std::size_t checkpoint_bytes_max = 16u << 10; ///< with all its signatures
inline constexpr std::size_t checkpoints_kept_max = 1'000;     ///< then the oldest go
inline constexpr std::size_t cosignatures_max = 16;            ///< of witnesses, per checkpoint
inline constexpr std::size_t proof_bytes_max = 12u << 20; ///< the record in base64 is most of it
inline constexpr std::size_t proofs_waiting_max = 64;     ///< to be made; then overloaded
inline constexpr std::size_t damages_shown_max = 100;     ///< of one verification; all are counted
inline constexpr std::size_t query_text_bytes_max = 16u << 10;
inline constexpr std::size_t query_rows_max = 10'000; ///< of an answer; then it ends early
inline constexpr std::size_t query_answer_bytes_max = 16u << 20;
inline constexpr std::size_t query_memory_bytes_max = 64u << 20;
inline constexpr auto query_time_max = 5s;
inline constexpr std::size_t queries_running_max = 2;
inline constexpr std::size_t query_value_bytes_max = 4u << 20; ///< of one text in a query
inline constexpr std::size_t query_columns_max = 256;
inline constexpr std::size_t summary_tools_max = 1'000; ///< told apart in a summary of the audit
inline constexpr std::size_t rejudge_examples_max = 10; ///< of each change that is found
inline constexpr auto follow_interval = 500ms; ///< between looks at the record for a follower
inline constexpr std::size_t redaction_rules_max = 100;       ///< of one organization or connection
inline constexpr std::size_t captured_bytes_max = 256u << 10; ///< of arguments, or of a result
inline constexpr std::size_t former_keys_max = 256; ///< of one user or organization, until erased
inline constexpr std::size_t master_key_bytes_max = 1u << 10; ///< said by a command
inline constexpr auto master_key_patience = 30s;              ///< with that command

// -- copies of the record -------------------------------------------------------------------------
inline constexpr std::size_t manifest_bytes_max = 64u << 10;  ///< of a backup
inline constexpr std::size_t dump_line_bytes_max = 40u << 20; ///< a record as text and in base64
inline constexpr std::size_t replayed_calls_max = 1'000'000;  ///< held for one replay as load
inline constexpr std::size_t replay_clients_max = 256;        ///< that call at the same time

// -- upstreams -----------------------------------------------------------------------------------
inline constexpr std::size_t tool_result_bytes_max = 4u << 20;
inline constexpr std::size_t catalog_tools_max = 16'384;
inline constexpr std::size_t catalog_pages_max = 128;
inline constexpr std::size_t catalog_bytes_max = 10u << 20;
inline constexpr std::size_t pinned_tools_max = 2 * catalog_tools_max; ///< of one connection
inline constexpr std::size_t tool_changes_per_listing_max = 256;       ///< told one by one
inline constexpr std::size_t changed_fields_max = 64;                  ///< told of one tool
inline constexpr std::size_t pointer_bytes_max = 255;       ///< of a place in a tool object
inline constexpr std::size_t compared_bytes_max = 1u << 20; ///< of changed tools in one listing
inline constexpr unsigned relist_burst = 16; ///< listings a server may cause in a row
inline constexpr auto relist_pause = 60s;    ///< for each one more
inline constexpr std::size_t upstream_line_bytes_max = 8u << 20; ///< one stdio message
inline constexpr auto connect_timeout = 30s;
inline constexpr auto list_timeout = 10s;
inline constexpr auto catalog_wait = 5s; ///< of a listing, for a connection without a catalog
inline constexpr auto request_timeout = 60s;
inline constexpr auto upstream_retry_delay = 5s;
inline constexpr std::size_t upstream_lanes_max = 256; ///< sessions' own clients of all connections
inline constexpr auto upstream_lane_idle = 10min;      ///< then a session's own client is closed
inline constexpr unsigned breaker_failures_max = 3;    ///< in a row, then the connection is paused
inline constexpr auto breaker_pause = 60s;
inline constexpr std::size_t uri_bytes_max = 4u << 10;    ///< of a resource
inline constexpr std::size_t completion_values_max = 100; ///< of one answer, as MCP says
inline constexpr std::size_t watched_uris_max = 1'000;    ///< of one connection
inline constexpr std::size_t upstream_envelope_bytes_max = 64u << 10; ///< around a result
inline constexpr std::size_t upstream_queue_bytes_max = 8u << 20;  ///< not yet written to a child
inline constexpr std::size_t upstream_skip_bytes_max = 256u << 20; ///< skipped of one line
inline constexpr std::size_t upstream_garbage_max = 100; ///< lines in a row, then it is ended
inline constexpr std::size_t upstream_log_line_bytes_max = 4u << 10;
inline constexpr std::size_t upstream_log_lines_max = 200; ///< per second and child
inline constexpr auto upstream_idle_timeout = 4s; ///< of a kept socket; Node closes after 5 s
inline constexpr std::size_t upstream_session_bytes_max = 1u << 10; ///< an Mcp-Session-Id
inline constexpr auto stream_retry_delay_min = 1s; ///< between attempts at an event stream
inline constexpr auto stream_retry_delay_max = 60s;
inline constexpr std::size_t server_requests_max = 64;    ///< of one server, not answered yet
inline constexpr std::size_t server_messages_max = 2'000; ///< unasked for, in a second
inline constexpr std::size_t server_message_bytes_max = 32u << 20; ///< of those, in a second
inline constexpr std::size_t upstream_notices_max = 256;  ///< on their way to one server over HTTP
inline constexpr auto probe_timeout = 3s;                 ///< for server/discover over stdio
inline constexpr std::size_t mirrored_arguments_max = 64; ///< of a tool, in headers
inline constexpr std::size_t mirrored_bytes_max = 8u << 10;      ///< of those headers
inline constexpr std::size_t child_request_bytes_max = 8u << 20; ///< arguments and environment
inline constexpr auto child_farewell = 1s;                       ///< from closing stdin to SIGTERM
inline constexpr auto child_grace = 5s;                          ///< from SIGTERM to SIGKILL

// -- command line ---------------------------------------------------------------------------------
inline constexpr std::size_t client_reply_bytes_max = 64u << 20;
inline constexpr std::size_t worker_threads_max = 256;

// -- bridge ---------------------------------------------------------------------------------------
inline constexpr auto bridge_patience = 30s; ///< for a server that cannot be reached, and an option
inline constexpr auto bridge_patience_max = 1h;
inline constexpr auto bridge_retry_delay_min = 100ms;
inline constexpr auto bridge_retry_delay_max = 2s;
inline constexpr auto bridge_answered_wait = 2s;   ///< for the end of a stream behind its answer
inline constexpr unsigned bridge_sessions_max = 3; ///< gone under one message, then it is given up
inline constexpr auto bridge_last_write = 1s;      ///< for a client that does not read, at the end

// -- shutdown ------------------------------------------------------------------------------------
inline constexpr auto shutdown_grace = 10s;

static_assert(event_bytes_max <= commit_bytes_max, "the largest event fits a commit");
static_assert(commit_bytes_max <= queued_bytes_max, "a full commit fits the queue");
static_assert(batch_events_max <= commit_events_max, "a batch is committed whole");
static_assert(exposed_server_bytes_max + 2 < exposed_tool_bytes_max,
              "a tool keeps a part of its own");
static_assert(header_bytes_max < body_bytes_max);
static_assert(target_bytes_max < header_bytes_max);
static_assert(header_bytes_max <= pipelined_bytes_max, "a head that was read ahead is whole");
static_assert(watches_max < connections_max, "streams leave room for requests");
static_assert(tool_result_bytes_max < outbox_stream_bytes_max, "a largest result is kept");
static_assert(page_items_default <= page_items_max);
static_assert(calls_per_second_default <= calls_per_second_max);
static_assert(bridge_patience <= bridge_patience_max);
static_assert(page_items_max <= page_rows_max, "a page without a filter is full");
static_assert(tool_result_bytes_max <= upstream_line_bytes_max, "a largest result fits a line");
static_assert(session_passivation < session_expiry);

} // namespace gatehouse::limits
