#pragma once

#include "host/symbols/symbol_file_state.h"

namespace faultbox {

/// The way from a TypeRef to the file it lies in, and from a DIE to a TypeRef.
struct TypeReader {
    static SymbolFile::State& StateOf(const SymbolFile& file) { return *file.state_; }
    static TypeRef Make(const SymbolFile& file, const dwarf::Die& die) { return die ? TypeRef(file, die) : TypeRef(); }
    /// The type that DW_AT_type of `die`, or of what it is an instance of, gives; void where there is none.
    static TypeRef TypeOf(const SymbolFile& file, const dwarf::Die& die);
    /// Of the structure or union that `die` defines, in declared order.
    static MemberList MembersOf(const SymbolFile& file, const dwarf::Die& die);
    /// What `struct name;` stands for; empty where no one definition is known.
    static TypeRef DefinitionOf(const TypeRef& declaration);
};

}  // namespace faultbox
