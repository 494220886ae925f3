#include "actors/gateway.hpp"
#include "http/rest/audit_csv.hpp"
#include "http/rest/audit_request.hpp"
#include "http/rest/captured_words.hpp"
#include "http/rest/paging.hpp"
#include "http/rest/reply.hpp"
#include "http/rest/resources.hpp"
#include "http/rest/shown_fields.hpp"
#include "http/rest/views.hpp"

namespace gatehouse {

namespace {

/// An export in the making: page after page of entries, oldest first, into one bounded body.
struct export_run : std::enable_shared_from_this<export_run> {
  exchange_ptr x;
  published::entry<org> owner;
  audit_filter filter;
  bool csv = false;
  std::string cursor;
  std::string body;
  std::size_t entries = 0;
  std::size_t pages = 0;

  void ask_more() {
    page_request wanted{cursor, limits::page_items_max, false, {}};
    x->gate().records().audit(filter, wanted,
                              [self = shared_from_this()](outcome<page<audit_entry>> got) {
                                if (!got)
                                  return refuse(self->x, got.error());
                                self->take(*got);
                              });
  }

  void take(const page<audit_entry>& got) {
    for (auto entry : got.items) {
      mark_erased(owner->state, entry);
      body += csv ? audit_csv_line(entry)
                  : json_of([&](json_writer& out) { show_row<audit_entry>(out, entry); }) + "\n";
    }
    entries += got.items.size();
    cursor = got.next;
    ++pages;
    if (cursor.empty() || entries >= limits::export_items_max || pages == limits::export_pages_max)
      finish();
    else
      ask_more();
  }

  void finish() {
    http_response response;
    response.content_type =
        csv ? "text/csv; charset=utf-8; header=present" : "application/x-ndjson";
    response.body = std::move(body);
    if (!cursor.empty())
      response.headers.emplace_back("Gatehouse-Next", cursor);
    x->reply(std::move(response));
  }
};

outcome<std::shared_ptr<export_run>> read_export(const exchange_ptr& x) {
  auto at = org_of(*x);
  auto filter = at ? read_audit_filter(*x, *at) : at.error();
  if (!filter)
    return filter.error();
  auto names = audit_parameters();
  names.insert("format");
  auto asked = read_list_request(x->request(), names);
  if (!asked)
    return asked.error();
  const auto format = x->request().parameter("format").value_or("ndjson");
  if (format != "ndjson" && format != "csv")
    return failure{errc::invalid_argument, "format must be ndjson or csv."};
  auto run = std::make_shared<export_run>();
  run->x = x;
  run->owner = at->org;
  run->filter = *filter;
  run->csv = format == "csv";
  run->cursor = asked->cursor;
  if (run->csv && run->cursor.empty())
    run->body = audit_csv_header();
  return run;
}

void start(const exchange_ptr& x) {
  auto run = read_export(x);
  if (!run)
    return refuse(x, run.error());
  (*run)->ask_more();
}

} // namespace

std::vector<route> audit_export_routes() {
  return {
      {"GET", "/api/v1/orgs/{org}/audit/export", scope::org_admin, start,
       "Exports audit entries, oldest first, as ndjson or csv; where the header Gatehouse-Next is "
       "set, its value is the cursor of the next part."},
  };
}

} // namespace gatehouse
