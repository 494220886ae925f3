#pragma once

#include "events/core/fields.hpp"
#include "events/core/ids.hpp"
#include "storage/view_store.hpp"

#include <string>
#include <vector>

namespace gatehouse {

/// One stream that is not a session: what it is and what people call it.
struct directory_row {
  std::string kind;  ///< of the aggregate
  org_id org;        ///< whose it is; empty for the instance
  std::string label; ///< the slug of an org or a toolkit, the address of a connection
  bool live = false; ///< not deleted or removed

  template <class Self, class F> static void fields(Self& s, F&& f) {
    f(1, "kind", s.kind);
    f(2, "org", s.org);
    f(3, "label", s.label);
    f(4, "live", s.live);
  }

  friend bool operator==(const directory_row&, const directory_row&) = default;
};

/// What there is: stream -> directory_row, for the instance, orgs, toolkits and connections. What
/// was deleted keeps its row.
class directory_projection final : public projection {
public:
  std::string_view name() const override { return "directory"; }

  std::uint32_t version() const override { return 1; }

  outcome<nothing> apply(const record& one, rows& table) const override;
};

/// Returns the streams of everything that is live, in the order of their names.
outcome<std::vector<stream_id>> directory_streams(const view_store& views);

/// Returns the row of `stream`. Errors: `not_found`.
outcome<directory_row> find_in_directory(const view_store& views, const stream_id& stream);

} // namespace gatehouse
