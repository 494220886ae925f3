#pragma once

#include "actors/upstream/deadline.hpp"
#include "actors/upstream/mcp_messages.hpp"
#include "actors/upstream/message_transport.hpp"
#include "actors/upstream/upstream_client.hpp"

#include <map>
#include <memory>
#include <set>

namespace gatehouse {

/// How one of our requests is to be sent.
struct request_options {
  std::chrono::milliseconds timeout;
  std::size_t result_bytes_max = limits::tool_result_bytes_max;
  bool harmless = false;   ///< asking twice does no harm
  bool cancellable = true; ///< the server is told when we give it up; never for initialize
};

/// The MCP client protocol over any transport: ids, deadlines, cancellation, the handshake, paging.
/// Each request ends exactly once. Rules as upstream_client.
class mcp_client final : public upstream_client, public std::enable_shared_from_this<mcp_client> {
public:
  mcp_client(io_loop& loop, std::shared_ptr<message_transport> transport, upstream_target target,
             upstream_events events);
  ~mcp_client() override;

  mcp_client(const mcp_client&) = delete;
  mcp_client& operator=(const mcp_client&) = delete;

  void open(std::function<void(outcome<upstream_hello>)> done) override;
  void list(catalog_list what,
            std::function<void(outcome<std::vector<upstream_item>>)> done) override;
  std::uint64_t request(upstream_request what, std::function<void(upstream_reply)> done) override;
  void cancel(std::uint64_t handle) override;
  void answer(std::uint64_t reply_to, client_reply reply) override;
  void watch_resource(const std::string& uri, bool on,
                      std::function<void(upstream_reply)> done) override;
  void ping(std::chrono::milliseconds timeout, std::function<void(outcome<nothing>)> done) override;
  void close() override;

private:
  using answer_handler = std::function<void(upstream_reply)>;

  struct waiting_request {
    answer_handler done;
    std::size_t result_bytes_max;
    bool cancellable;
    deadline timeout;
  };

  /// A catalog while its pages arrive.
  struct listing {
    catalog_list what = catalog_list::tools;
    std::function<void(outcome<std::vector<upstream_item>>)> done;
    std::chrono::steady_clock::time_point until;
    std::vector<upstream_item> items;
    std::size_t bytes = 0;
    std::size_t pages = 0;
    std::optional<std::string> cursor;
    std::set<std::string> cursors;
  };

  std::uint64_t send(std::string_view method, const std::string& params,
                     const request_options& options, answer_handler done);
  void settle(std::uint64_t id, upstream_reply reply);
  void give_up(std::uint64_t id, upstream_reply::kind how, std::string_view reason);
  void fail_all(const std::string& reason);
  void shut(const std::string& reason);

  transport_events events_for_transport();
  reception hear(std::string_view text);
  void obey(const incoming_message& message);
  void transport_closed(std::string reason);

  void initialize(std::function<void(outcome<upstream_hello>)> done);
  void introduced(const upstream_reply& reply, std::function<void(outcome<upstream_hello>)> done);
  void next_page(const std::shared_ptr<listing>& list);
  void page_arrived(const std::shared_ptr<listing>& list, const upstream_reply& reply);

  io_loop& loop_;
  std::shared_ptr<message_transport> transport_;
  const upstream_target target_;
  upstream_events events_;
  std::map<std::uint64_t, waiting_request> waiting_;
  std::uint64_t last_id_ = 0;
  std::string capabilities_; ///< the server's
  bool closed_ = false;
};

} // namespace gatehouse
