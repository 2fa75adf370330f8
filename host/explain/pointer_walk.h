#pragma once

#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/code/function_code.h"
#include "host/code/register_values.h"
#include "host/code/stack_slots.h"
#include "host/code/static_address.h"
#include "host/explain/traced_value.h"
#include "host/symbols/symbol_file.h"

namespace faultbox {

/// True where that register alone holds all of a variable.
bool HoldsWhole(const dwarf::Location& location, RegisterId reg);

/// True where nothing is known of what `pointer` points to.
bool PointsToVoid(const TypeRef& pointer);

/// Why a register could not be traced: a clause such as "r3 is written conditionally".
using Untraceable = std::string;

/// Finds out what registers held at the instructions of one function, from its variables' locations and its code.
class PointerWalk {
  public:
    /// `code` holds the instructions of a function of `file`, from the function's first.
    PointerWalk(const SymbolFile& file, const ArchInfo& arch, const FunctionCode& code)
        : file_(file), arch_(arch), code_(code), places_(file, arch, code) {}

    /// Values that indexes are reckoned with, nullptr for none; they must outlive the questions.
    void KnowValues(const RegisterValues* values) { values_ = values; }

    /// What `reg` held just before the instruction at `index` ran.
    std::expected<TracedValue, Untraceable> Trace(size_t index, RegisterId reg) const { return Trace(index, reg, 0); }

    /// Where `reg` got its value, when a variable that is merely a name for it is passed over: the expression that was
    /// assigned to `next` rather than `next`.
    std::expected<TracedValue, Untraceable> TraceOrigin(size_t index, RegisterId reg) const;

    /// The pointer behind which `reg` points, where constants were added to one to make it: variables that are merely
    /// names for the sum are passed over. nullopt where none is found.
    std::optional<TracedValue> TraceOuter(size_t index, RegisterId reg) const;

    /// The argument register that brought in what `reg` holds, without a name or type, where only copies were made of
    /// it and constants added.
    std::optional<TracedValue> TraceToEntry(size_t index, RegisterId reg) const;

    /// Other variables that are the same value or differ from it by a constant: `radio` where container_of() made it of
    /// `timer`. As true as `value`, which this walk found, and to be asked where its type has no member at an offset.
    std::vector<TracedValue> ReadingsOf(const TracedValue& value) const;

    /// The element of a table that the code states, as `table(,%rax,8)` of x86: `access` of the instruction at `index`
    /// goes `behind` bytes behind the table. nullopt where it states none.
    std::optional<TracedValue> TraceTable(size_t index, const MemoryAccess& access, int64_t behind) const;

    /// What the pointer is that the instruction at `index` reads from `access`, an operand of its own.
    std::expected<TracedValue, Untraceable> TraceLoaded(size_t index, const MemoryAccess& access) const {
        return TraceLoaded(index, access, 0, 0);
    }

    /// What the call at `call` passes at the place `slot` of the callee's stack, see StackSlots.
    std::expected<TracedValue, Untraceable> TraceArgumentSlot(size_t call, int64_t slot) const;

    /// "tuner.c:49", the line of the instruction at `index`.
    std::string LineOf(size_t index) const;

  private:
    using Traced = std::expected<TracedValue, Untraceable>;
    Traced Trace(size_t index, RegisterId reg, int depth) const;
    Traced TraceDefinition(size_t definition, RegisterId reg, int depth) const;
    Traced TraceLoad(size_t definition, RegisterId reg, int depth) const;
    Traced TraceLoaded(size_t index, const MemoryAccess& access, uint64_t element, int depth) const;
    std::optional<int64_t> DisplacementOf(size_t index, const MemoryAccess& access) const;
    Traced TraceSum(size_t definition, RegisterId reg, int depth) const;
    Traced TraceIndexed(size_t definition, RegisterId reg, int depth) const;
    Traced TraceInstance(size_t index, const MemoryAccess& access, int depth) const;
    Traced InstanceOf(TracedValue variable) const;
    std::optional<int64_t> AddedTo(size_t definition, RegisterId base, RegisterId reg) const;
    void GoToElement(size_t definition, RegisterId index, TracedValue& value) const;
    std::string NameIndex(size_t definition, RegisterId index, int64_t number) const;
    std::optional<TracedValue> AddressAt(size_t index, const std::optional<FixedPlace>& place) const;
    struct Step {
        RegisterId source;
        int64_t added;
        size_t index;  // Before this instruction `source` held it.
        bool is_likely = false;
    };
    std::optional<Step> StepBack(size_t index, RegisterId reg) const;
    std::optional<Step> StepThroughStack(size_t index, RegisterId reg) const;
    const StackSlots& Slots() const;
    std::optional<int64_t> StackPlaceOf(size_t index, const dwarf::Location& location) const;
    std::optional<TracedValue> StackVariableAt(size_t index, int64_t place) const;
    Traced TraceSlot(size_t index, int64_t place, int depth) const;
    void SetEntry(TracedValue& value, size_t index, RegisterId reg) const;
    std::optional<TracedValue> StoredAt(size_t at, uint64_t registers, int depth) const;
    std::vector<size_t> WayAround(size_t definition, size_t index) const;
    std::optional<TracedValue> TraceStored(size_t definition, size_t index, RegisterId reg, int depth) const;
    uint64_t HoldersAt(size_t at, uint64_t holders) const;
    uint64_t HoldersBehind(size_t at, uint64_t holders) const;
    std::optional<TracedValue> TracePassed(size_t definition, size_t index, RegisterId reg) const;
    std::optional<TracedValue> LostVariable(size_t index, const Variable& parameter) const;
    Traced TraceEntry(RegisterId reg) const;
    Traced TraceWithoutName(const Definition& definition, size_t index, RegisterId reg, int depth) const;
    Traced Dereference(const TracedValue& base, int64_t displacement, size_t at) const;
    Traced DereferenceAs(const TracedValue& base, int64_t displacement, size_t at) const;
    std::optional<TracedValue> ContainerOf(const TracedValue& base, int64_t displacement, size_t at) const;
    std::optional<TracedValue> ReadingOf(const Variable& variable, RegisterId reg,
                                         const std::vector<TracedValue>& known) const;
    void AddReadings(uint64_t address, RegisterId reg, size_t most, std::vector<TracedValue>& readings) const;
    std::vector<TracedValue> ReadingsFrom(size_t index, RegisterId reg) const;
    std::optional<TracedValue> FindVariable(uint64_t address, RegisterId reg) const;
    std::optional<TracedValue> FindVariableFrom(size_t index, RegisterId reg) const;
    std::string NameOf(RegisterId reg) const { return arch_.registers[reg].name; }

    static constexpr int kDeepest = 16;  // Steps from one register to the next.

    const SymbolFile& file_;
    const ArchInfo& arch_;
    const FunctionCode& code_;
    FixedPlaces places_;
    const RegisterValues* values_ = nullptr;
    mutable std::shared_ptr<const StackSlots> slots_;  // Once it is needed.
};

}  // namespace faultbox
