#pragma once

#include "app/verb.hpp"

namespace gatehouse {

/// The verb that prints records, of a data folder or of a gateway.
verb dump_verb();

} // namespace gatehouse
