#pragma once

#include "events/connection/connection.hpp"
#include "events/instance/instance.hpp"
#include "events/org/org.hpp"
#include "events/session/session.hpp"
#include "events/toolkit/toolkit.hpp"

#include <tuple>

namespace gatehouse {

/// Every aggregate there is. Replay, the golden files and the docs walk this list.
using all_aggregates = std::tuple<instance, org, toolkit, connection, session>;

} // namespace gatehouse
