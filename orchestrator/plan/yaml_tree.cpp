#include "plan/yaml_tree.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <sstream>

#include "plan/findings.h"

namespace wright {
namespace {

constexpr std::size_t kYamlBytesMax = 64U << 10U;
constexpr std::size_t kYamlDepthMax = 16;

// Builds the tree from the parser's events.  A map is first collected as a
// sequence of key, value, key, value.
class TreeBuilder final : public YAML::EventHandler {
 public:
  explicit TreeBuilder(int first_line) : first_line_(first_line) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (documents_++ > 0) throw YAML::ParserException(mark, "a second document starts here");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    put(node_at(mark, YamlNode::Kind::null));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    fault(mark, "aliases are not accepted; write the value out");
    put(node_at(mark, YamlNode::Kind::null));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    YamlNode node = node_at(mark, YamlNode::Kind::scalar);
    node.text = text;
    node.quoted = tag == "!";
    put(std::move(node));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, YamlNode::Kind::sequence);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, anchor, YamlNode::Kind::map);
  }
  void OnMapEnd() override {
    YamlNode& map = open_.back();
    for (std::size_t i = 0; i + 1 < map.items.size(); i += 2)
      map.entries.push_back(entry_of(map.items[i], std::move(map.items[i + 1])));
    map.items.clear();
    close();
  }

  [[nodiscard]] int line_of(const YAML::Mark& mark) const {
    return first_line_ + std::max(mark.line, 0);
  }
  void fault(const YAML::Mark& mark, std::string message) {
    faults_.push_back(YamlFault{line_of(mark), std::move(message)});
  }
  void abandon(const YAML::Mark& mark, std::string message) {
    fault(mark, std::move(message));
    root_ = YamlNode{};
    whole_ = false;
  }
  [[nodiscard]] YamlDocument take() && {
    return YamlDocument{std::move(root_), whole_, std::move(faults_)};
  }

 private:
  [[nodiscard]] YamlNode node_at(const YAML::Mark& mark, YamlNode::Kind kind) const {
    YamlNode node;
    node.kind = kind;
    node.line = line_of(mark);
    return node;
  }

  void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
            YamlNode::Kind kind) {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    if (open_.size() >= kYamlDepthMax) {
      throw YAML::ParserException(mark, fmt::format("nested deeper than {} levels", kYamlDepthMax));
    }
    open_.push_back(node_at(mark, kind));
  }

  void close() {
    YamlNode done = std::move(open_.back());
    open_.pop_back();
    put(std::move(done));
  }

  void put(YamlNode node) {
    if (open_.empty()) {
      root_ = std::move(node);
    } else {
      open_.back().items.push_back(std::move(node));
    }
  }

  // The parser gives an empty value the line of what follows it, so the value
  // takes the line of its key.
  YamlEntry entry_of(const YamlNode& key, YamlNode value) {
    if (key.kind != YamlNode::Kind::scalar)
      faults_.push_back(YamlFault{key.line, "a key must be a plain word"});
    if (value.kind == YamlNode::Kind::null) value.line = key.line;
    return YamlEntry{key.text, key.line, std::move(value)};
  }

  void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) fault(mark, "anchors are not accepted; write the value out");
  }
  void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if (!tag.empty() && tag != "?" && tag != "!")
      fault(mark, fmt::format("the tag {} is not accepted; leave it out", in_quotes(tag)));
  }

  int first_line_;
  int documents_ = 0;
  std::vector<YamlNode> open_;
  YamlNode root_;
  bool whole_ = true;
  std::vector<YamlFault> faults_;
};

}  // namespace

YamlDocument parse_yaml(std::string_view text, int first_line) {
  TreeBuilder builder(first_line);
  if (text.size() > kYamlBytesMax) {
    builder.abandon(YAML::Mark(),
                    fmt::format("front matter is larger than {} bytes", kYamlBytesMax));
    return std::move(builder).take();
  }
  std::istringstream stream{std::string(text)};
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& exception) {
    builder.abandon(exception.mark, fmt::format("not valid YAML: {}", exception.msg));
  }
  return std::move(builder).take();
}

const YamlNode* find(const YamlNode& map, std::string_view key) {
  for (const YamlEntry& entry : map.entries)
    if (entry.key == key) return &entry.value;
  return nullptr;
}

std::string_view kind_name(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::null:
      return "nothing";
    case YamlNode::Kind::scalar:
      return "text";
    case YamlNode::Kind::sequence:
      return "a list";
    case YamlNode::Kind::map:
      return "a map";
  }
  return "";
}

}  // namespace wright
