#include "http/routes.hpp"

namespace gatehouse {

std::vector<route> rest_routes() {
  return {};
}

} // namespace gatehouse
