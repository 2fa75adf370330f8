#include "host/symbols/member_path.h"
#include "host/symbols/type_member.h"

namespace faultbox {
namespace {

constexpr unsigned kDeepest = 16;
constexpr size_t kMostEntries = 65'536;

class LayoutReader {
  public:
    void Add(const TypeRef& type, uint64_t base, unsigned depth) {
        uint64_t end = base;
        bool is_struct = type.kind() == TypeKind::kStruct;
        for (const TypeMember& member : type.Members()) {
            if (entries.size() >= kMostEntries) return;
            LayoutEntry entry;
            entry.depth = depth;
            entry.member.path = member.Name();
            entry.member.type = member.Type();
            entry.member.offset = base + member.offset;
            entry.member.bit_offset = member.bit_offset;
            entry.member.bit_size = member.bit_size;
            entry.member.size = entry.member.type.Size();
            if (is_struct && entry.member.offset > end) entry.hole = entry.member.offset - end;
            end = std::max(end, entry.member.offset + SizeOf(member, entry));
            entries.push_back(entry);
            TypeRef inner = entry.member.type.Complete();
            if (entry.member.path.empty() && inner.is_aggregate() && depth < kDeepest) {
                Add(inner, base + member.offset, depth + 1);
            }
        }
    }

    std::vector<LayoutEntry> entries;

  private:
    static uint64_t SizeOf(const TypeMember& member, const LayoutEntry& entry) {
        if (member.bit_size) return (uint64_t{*member.bit_offset} + *member.bit_size + 7) / 8;
        return entry.member.size.value_or(0);
    }
};

}  // namespace

std::vector<LayoutEntry> DescribeLayout(const TypeRef& type) {
    LayoutReader reader;
    reader.Add(type.Complete(), 0, 0);
    return std::move(reader.entries);
}

}  // namespace faultbox
