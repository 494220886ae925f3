#include "benchmarks/report/svg_plot.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdio>
#include <limits>

namespace gatehouse {

namespace {

constexpr double width = 640, height = 360;
constexpr double left = 70, right = 620, top = 40, bottom = 310;
constexpr std::array<const char*, 6> colours{"#003f5c", "#d45087", "#2f9e44",
                                             "#ff7c43", "#665191", "#8a6d00"};

std::string text_of(double number) {
  std::array<char, 32> text{};
  if (number >= 1e3 && number < 1e6 && std::fmod(number, 1e3) == 0)
    std::snprintf(text.data(), text.size(), "%gk", number / 1e3);
  else if (number >= 1e6 && std::fmod(number, 1e6) == 0)
    std::snprintf(text.data(), text.size(), "%gM", number / 1e6);
  else
    std::snprintf(text.data(), text.size(), "%g", number);
  return text.data();
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text)
    switch (c) {
    case '<':
      out += "&lt;";
      break;
    case '&':
      out += "&amp;";
      break;
    default:
      out += c;
    }
  return out;
}

/// One axis: from values to places on the page.
struct scale {
  bool logarithmic = true;
  double low = 1, high = 10;
  double from = 0, to = 1; ///< places on the page

  bool shows(double value) const { return !logarithmic || value > 0; }

  double place(double value) const {
    const double part =
        logarithmic ? std::log(value / low) / std::log(high / low) : (value - low) / (high - low);
    return from + part * (to - from);
  }

  std::vector<double> ticks() const {
    std::vector<double> at;
    if (logarithmic) {
      for (double tick = low; tick <= high * 1.0001; tick *= 10)
        at.push_back(tick);
      return at;
    }
    const double step = std::pow(10, std::floor(std::log10(high)));
    for (double tick = 0; tick <= high * 1.0001; tick += high / step < 3 ? step / 2 : step)
      at.push_back(tick);
    return at;
  }
};

struct span {
  double least = std::numeric_limits<double>::max(); ///< above zero
  double most = 0;

  void take(double value) {
    most = std::max(most, value);
    if (value > 0)
      least = std::min(least, value);
  }
};

scale decades(const span& of, double from, double to) {
  const double least = of.most > 0 ? of.least : 1;
  const double low = std::pow(10, std::floor(std::log10(least)));
  const double high = std::pow(10, std::ceil(std::log10(std::max(of.most, low * 1.01))));
  return {true, low, high, from, to};
}

scale from_zero(const span& of, double from, double to) {
  return {false, 0, of.most > 0 ? of.most * 1.1 : 1, from, to};
}

std::string line(double x1, double y1, double x2, double y2, const char* colour) {
  std::array<char, 200> text{};
  std::snprintf(text.data(), text.size(),
                "<line x1='%.1f' y1='%.1f' x2='%.1f' y2='%.1f' stroke='%s'/>\n", x1, y1, x2, y2,
                colour);
  return text.data();
}

std::string label(double x, double y, const char* anchor, const std::string& words,
                  const char* colour = "#333") {
  std::array<char, 160> head{};
  std::snprintf(head.data(), head.size(), "<text x='%.1f' y='%.1f' text-anchor='%s' fill='%s'>", x,
                y, anchor, colour);
  return head.data() + escaped(words) + "</text>\n";
}

std::string curve_of(const bench_curve& curve, const scale& x, const scale& y, const char* colour) {
  std::string path;
  std::string dots;
  for (const auto& [at, value] : curve.points) {
    if (!x.shows(at) || !y.shows(value))
      continue;
    std::array<char, 120> text{};
    std::snprintf(text.data(), text.size(), "%.1f,%.1f ", x.place(at), y.place(value));
    path += text.data();
    std::snprintf(text.data(), text.size(), "<circle cx='%.1f' cy='%.1f' r='3' fill='%s'/>\n",
                  x.place(at), y.place(value), colour);
    dots += text.data();
  }
  return "<polyline fill='none' stroke-width='2' stroke='" + std::string{colour} + "' points='" +
         path + "'/>\n" + dots;
}

} // namespace

std::string svg_of(const bench_plot& plot) {
  span xs;
  span ys;
  for (const auto& curve : plot.curves)
    for (const auto& [at, value] : curve.points) {
      xs.take(at);
      ys.take(value);
    }
  const auto x = decades(xs, left, right);
  const auto y = ys.most > 100 * ys.least ? decades(ys, bottom, top) : from_zero(ys, bottom, top);
  std::string out = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 640 360' "
                    "font-family='sans-serif' font-size='12'>\n"
                    "<rect width='640' height='360' fill='white'/>\n";
  for (const double tick : x.ticks())
    out += line(x.place(tick), top, x.place(tick), bottom, "#ddd") +
           label(x.place(tick), bottom + 16, "middle", text_of(tick));
  for (const double tick : y.ticks())
    out += line(left, y.place(tick), right, y.place(tick), "#ddd") +
           label(left - 6, y.place(tick) + 4, "end", text_of(tick));
  out += label(left, top - 22, "start", plot.name + ": " + plot.y_axis) +
         label((left + right) / 2, height - 14, "middle", plot.x_axis);
  double legend = left;
  for (std::size_t at = 0; at < plot.curves.size(); ++at) {
    const auto* colour = colours[at % colours.size()];
    out += curve_of(plot.curves[at], x, y, colour) +
           label(legend, top - 6, "start", plot.curves[at].name, colour);
    legend += 8.0 * static_cast<double>(plot.curves[at].name.size()) + 16;
  }
  return out + "</svg>\n";
}

std::string file_name_of(const std::string& plot) {
  std::string name;
  for (const char c : plot) {
    const bool kept = std::isalnum(static_cast<unsigned char>(c)) != 0;
    if (kept)
      name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    else if (!name.empty() && name.back() != '-')
      name += '-';
  }
  while (!name.empty() && name.back() == '-')
    name.pop_back();
  return name;
}

} // namespace gatehouse
