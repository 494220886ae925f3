#include "storage/projections/all.hpp"

#include "storage/projections/audit_projection.hpp"
#include "storage/projections/directory_projection.hpp"
#include "storage/projections/session_projection.hpp"

namespace gatehouse {

const std::vector<const projection*>& all_projections() {
  static const audit_projection audit;
  static const session_projection sessions;
  static const directory_projection directory;
  static const std::vector<const projection*> all{&audit, &sessions, &directory};
  return all;
}

} // namespace gatehouse
