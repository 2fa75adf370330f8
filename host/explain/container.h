#pragma once

#include "host/explain/member_finding.h"

namespace faultbox {

/// The offsets at which `structure` has a member of type `wanted`, at any depth; arrays are not entered. At most 64.
std::vector<uint64_t> OffsetsOfMember(const TypeRef& structure, const TypeRef& wanted);

/// Explains an access outside the structure that a pointer is declared to point to, where the pointer is that of a
/// member inside a larger one: container_of() leaves no instruction when the member is the first, and only a changed
/// offset when it is not. The larger structure must be that of a pointer variable of the function at `index` of `view`
/// which may be this pointer, and must be the only one that has such a member and, at the address accessed, one of the
/// access's size. An access before the declared structure may also be of one that no variable points to, if it is the
/// only one of the unit that fits: `container_of(link, struct usb_port, link)->power`. At most likely. The reason of
/// `inner`, the access as the declared type sees it, where that is not so.
std::expected<Finding, std::string> FindInContainer(const MemberRequest& request, const FunctionView& view,
                                                    size_t index, const std::string& reason);

}  // namespace faultbox
