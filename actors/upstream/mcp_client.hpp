#pragma once

#include "actors/upstream/change_subscription.hpp"
#include "actors/upstream/deadline.hpp"
#include "actors/upstream/mcp_headers.hpp"
#include "actors/upstream/mcp_lists.hpp"
#include "actors/upstream/message_budget.hpp"
#include "actors/upstream/message_transport.hpp"
#include "actors/upstream/rpc_messages.hpp"
#include "actors/upstream/server_questions.hpp"
#include "actors/upstream/upstream_client.hpp"

#include <map>
#include <memory>
#include <optional>
#include <set>

namespace gatehouse {

/// How one of our requests is to be sent.
struct request_options {
  std::optional<std::chrono::milliseconds> timeout;
  std::size_t result_bytes_max = limits::tool_result_bytes_max;
  bool harmless = false;   ///< asking twice does no harm
  bool cancellable = true; ///< the server is told when we give it up; never for initialize
  bool ours = true;        ///< asked by this client itself, under no handle that others know
};

/// Which transport to a server: the one its target names, or over HTTP the older one with a stream
/// beside it (MCP 2024-11-05).
enum class transport_kind : std::uint8_t { usual, event_stream };

using transport_maker = std::function<std::shared_ptr<message_transport>(transport_kind)>;

/// The MCP client protocol of both eras over any transport: ids, deadlines, cancellation, the
/// handshake, paging, and what the server says on its own. Each request ends exactly once.
///
/// Rules as upstream_client.
class mcp_client final : public upstream_client, public std::enable_shared_from_this<mcp_client> {
public:
  mcp_client(io_loop& loop, transport_maker make_transport, upstream_target target,
             upstream_events events);
  ~mcp_client() override;

  mcp_client(const mcp_client&) = delete;
  mcp_client& operator=(const mcp_client&) = delete;

  void open(std::function<void(outcome<upstream_hello>)> done) override;
  void list(catalog_list what, std::function<void(outcome<upstream_listing>)> done) override;
  std::uint64_t request(upstream_request what, std::function<void(upstream_reply)> done) override;
  void cancel(std::uint64_t handle) override;
  void answer(std::uint64_t reply_to, client_reply reply) override;
  void tell_roots_changed() override;
  void watch_resource(const std::string& uri, bool on,
                      std::function<void(upstream_reply)> done) override;
  void ping(std::chrono::milliseconds timeout, std::function<void(outcome<nothing>)> done) override;
  void close() override;

private:
  using answer_handler = std::function<void(upstream_reply)>;

  struct waiting_request {
    answer_handler done;
    request_options options;
    upstream_request what;          ///< its params only if they may be needed again
    std::optional<double> progress; ///< the last that was passed on
    std::optional<deadline> timeout;
  };

  using mirrored_by_tool = std::map<std::string, std::vector<mirrored_argument>>;

  /// A catalog while its pages arrive.
  struct listing {
    catalog_list what = catalog_list::tools;
    std::function<void(outcome<upstream_listing>)> done;
    std::chrono::steady_clock::time_point until;
    upstream_listing found;
    std::size_t bytes = 0;
    std::size_t pages = 0;
    std::optional<std::string> cursor;
    std::set<std::string> cursors;
    mirrored_by_tool mirrored;
  };

  // requests (mcp_client.cpp)
  std::uint64_t send(const upstream_request& what, const request_options& options,
                     answer_handler done);
  outcome<outgoing_request> compose(std::uint64_t id, const upstream_request& what,
                                    const request_options& options) const;
  void settle(std::uint64_t id, upstream_reply reply, const result_shape& shape = {});
  void give_up(std::uint64_t id, upstream_reply::kind how, std::string_view reason);
  void fail_all(const std::string& reason);
  void shut(const std::string& reason);

  // the stateless era (mcp_stateless.cpp)
  bool stateless() const noexcept { return era_ == server_era::stateless; }

  bool mirrors_arguments() const;
  bool ask_again(std::uint64_t id, const upstream_reply& reply);
  void subscribe();
  bool outlived(const upstream_reply& reply) const;
  bool told_of_subscription(incoming_message& message, std::optional<std::uint64_t> on);

  // what the server says (mcp_hearing.cpp)
  transport_events events_for_transport();
  reception hear(std::string& text, std::optional<std::uint64_t> on);
  std::optional<std::uint64_t> shown(std::optional<std::uint64_t> on) const;
  void asked(const incoming_message& message, std::optional<std::uint64_t> on);
  void told(incoming_message message, std::optional<std::uint64_t> on);
  void told_progress(const std::string& params);
  void told_cancelled(const std::string& params);
  bool within_budget(const incoming_message& message);
  void pass_on(server_message message);
  void transport_closed(std::string reason);

  // handshake (mcp_handshake.cpp)
  void connect(transport_kind kind, void (mcp_client::*next)());
  void discover();
  void discovered(const upstream_reply& reply);
  void initialize();
  void introduced(const upstream_reply& reply);
  void opened(outcome<upstream_hello> hello);

  // lists (mcp_listing.cpp)
  void next_page(const std::shared_ptr<listing>& list);
  void page_arrived(const std::shared_ptr<listing>& list, const upstream_reply& reply);

  void take(const std::shared_ptr<listing>& list, list_page page) const;

  io_loop& loop_;
  const transport_maker make_transport_;
  std::shared_ptr<message_transport> transport_;
  std::uint64_t epoch_ = 0; ///< which transport it is; what a former one reports is dropped
  const upstream_target target_;
  upstream_events events_;
  std::map<std::uint64_t, waiting_request> waiting_;
  std::uint64_t last_id_ = 0;
  server_questions questions_;
  message_budget budget_;
  std::string capabilities_; ///< the server's
  server_era era_ = server_era::unknown;
  mirrored_by_tool mirrored_;
  std::unique_ptr<change_subscription> subscription_;

  // while it is being opened
  std::function<void(outcome<upstream_hello>)> opening_;
  std::uint64_t probe_ = 0; ///< the request server/discover
  int discoveries_ = 0;     ///< how often it was asked for what it is
  bool asked_stream_ = false;
  std::optional<failure> first_failure_; ///< of what is tried again in another way

  bool closed_ = false;
};

} // namespace gatehouse
