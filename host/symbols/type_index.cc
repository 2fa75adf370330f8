#include "host/symbols/type_index.h"

#include <algorithm>
#include <unordered_set>

#include "host/dwarf/dwarf_constants.h"
#include "host/dwarf/function_index.h"
#include "host/symbols/file_hashes.h"
#include "host/symbols/name_hash.h"

namespace faultbox {
namespace {

using namespace dwarf;

constexpr int kDeepestNesting = 16;

bool IsNamedType(uint16_t tag) {
    switch (tag) {
        case DW_TAG_structure_type:
        case DW_TAG_class_type:
        case DW_TAG_union_type:
        case DW_TAG_enumeration_type:
        case DW_TAG_typedef:
        case DW_TAG_base_type:
            return true;
        default:
            return false;
    }
}

}  // namespace

class TypeIndex::Builder {
  public:
    explicit Builder(std::vector<Entry>& entries) : entries_(entries) { seen_.reserve(32'768); }

    void Collect(const Die& parent, bool descend, int depth) {
        for (Die child = parent.FirstChild(); child; child = child.NextSibling()) {
            if (IsNamedType(child.tag())) Add(child);
            bool nests = child.tag() == DW_TAG_namespace || child.tag() == DW_TAG_structure_type ||
                         child.tag() == DW_TAG_class_type;
            if (descend && nests && depth < kDeepestNesting) Collect(child, true, depth + 1);
        }
    }

  private:
    void Add(const Die& die) {
        std::string_view name;
        bool is_declaration = false;
        uint64_t size = 0;
        uint64_t line = 0;
        uint64_t file = 0;
        const Unit& unit = die.unit();
        die.VisitAttributes([&](uint16_t attribute, const AttributeValue& value) {
            if (attribute == DW_AT_name) name = unit.info->StringOf(unit, value);
            if (attribute == DW_AT_declaration || attribute == DW_AT_signature) is_declaration = true;
            if (attribute == DW_AT_byte_size) size = value.value;
            if (attribute == DW_AT_decl_line) line = value.value;
            if (attribute == DW_AT_decl_file) file = value.value;
        });
        if (name.empty() || is_declaration) return;
        uint64_t hash = HashText(name);
        uint64_t identity = MixHash(MixHash(MixHash(hash, die.tag()), size), line);
        if (line != 0) identity = MixHash(identity, files_.Of(unit, file));
        if (seen_.insert(identity).second) entries_.push_back({hash, die.offset(), unit.info_offset()});
    }

    std::vector<Entry>& entries_;
    std::unordered_set<uint64_t> seen_;
    FileHashes files_;
};

TypeIndex::TypeIndex(const DebugInfo& debug) : debug_(debug) {
    Builder builder(own_);
    for (const Unit& unit : debug.units()) builder.Collect(debug.RootOf(unit), !IsFlatLanguage(unit), 0);
    std::ranges::sort(own_, {}, [](const Entry& entry) { return std::pair(entry.hash, entry.offset); });
    entries_ = own_;
}

std::vector<Die> TypeIndex::Find(std::string_view name, uint16_t tag) const {
    std::vector<Die> found;
    for (const Entry& entry : std::ranges::equal_range(entries_, HashText(name), {}, &Entry::hash)) {
        const Unit* unit = debug_.UnitAt(entry.unit);
        Die die = unit ? Die::At(*unit, entry.offset - unit->section_base) : debug_.DieAt(entry.offset);
        bool is_tag = tag == 0 || die.tag() == tag;
        if (is_tag && die.String(DW_AT_name) == name) found.push_back(die);
    }
    return found;
}

}  // namespace faultbox
