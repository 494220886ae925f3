#include "actors/gateway.hpp"

namespace gatehouse {
outcome<std::unique_ptr<gateway>> gateway::start(gateway_options, io_loop&) {
  return failure{errc::internal, "stub"};
}
} // namespace gatehouse
