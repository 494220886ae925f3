#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace gatehouse {

/// Gives names that clients accept to servers and to their tools, each only once.
///
/// A raw name is trimmed and every character outside `[A-Za-z0-9_-]` becomes '-'; one that does not
/// start with a letter gets `mcp-` or `tool-` before it. A name already given, in any case, gets
/// `-2`, `-3` and so on, cut so that it stays within its bound. So a name depends on those given
/// before: allot in an order that does not change.
///
/// Bounds: limits::exposed_server_bytes_max, limits::exposed_tool_bytes_max.
class name_allotter {
public:
  /// No tool gets one of the names `reserved`.
  explicit name_allotter(const std::vector<std::string>& reserved = {});

  /// Returns the name for the server called `raw`.
  std::string server(std::string_view raw);

  /// Returns the name `SERVER__TOOL` for a tool; `server` is an allotted name and is never cut.
  std::string tool(std::string_view server, std::string_view raw);

  /// Takes `raw` as it is for a tool if it `is_bare_name` and still free; says whether it did.
  bool keep(std::string_view raw);

  /// Returns a name without a server for a tool that could not keep its own.
  std::string bare(std::string_view raw);

private:
  /// The names given out in one space.
  class name_space {
  public:
    explicit name_space(std::size_t bytes_max) : bytes_max_(bytes_max) {}

    /// Takes `name` if no one has it; says whether it did.
    bool take(std::string_view name);

    /// Takes and returns `prefix` + `base`, cut and with a suffix as needed.
    std::string allot(std::string_view prefix, std::string_view base);

  private:
    std::size_t bytes_max_;
    std::set<std::string> taken_;             ///< lower-cased
    std::map<std::string, std::size_t> next_; ///< by uncut name: the suffixes below are taken
  };

  name_space servers_;
  name_space tools_;
};

/// Returns whether `raw` can be shown to clients as it is: 1 to limits::bare_tool_bytes_max of
/// `[A-Za-z0-9_.-]` (MCP 2025-11-25, Tool Names).
bool is_bare_name(std::string_view raw) noexcept;

/// A server and what it calls its tools.
struct server_tools {
  std::string name;
  std::vector<std::string> tools;
};

/// A tool by the name clients see, and its place in what was given.
struct named_tool {
  std::string name;
  std::size_t server; ///< place among the servers
  std::size_t tool;   ///< place among that server's tools

  friend bool operator==(const named_tool&, const named_tool&) = default;
};

/// Names all tools of `servers`, none as one of `reserved`, and returns them in byte order of the
/// new names.
///
/// Servers are named in the order given: the earlier keeps its name when two are alike, so give
/// them in an order that does not change, such as that of their creation. Tools are named in byte
/// order of their server's new name, then of their own, whatever order a server lists them in.
std::vector<named_tool> name_tools(const std::vector<server_tools>& servers,
                                   const std::vector<std::string>& reserved);

/// Names the tools of the only server of a resource without its name. What can be shown as it is
/// keeps its own name before any other is changed.
std::vector<named_tool> name_tools_bare(const std::vector<std::string>& tools,
                                        const std::vector<std::string>& reserved);

} // namespace gatehouse
