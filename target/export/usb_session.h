#pragma once

#include "target/export/exporter.h"
#include "target/export/hook.h"
#include "target/export/stick.h"

namespace faultbox::handover {

/// Hears what goes wrong beside the export itself.
class UsbReporter {
  public:
    virtual void Problem(const Error& error) = 0;

  protected:
    ~UsbReporter() = default;
};

/// Hands the unread records over to a stick that has been plugged in. Nothing when the stick is not for that: it is of
/// another file system, or has no marker; it has not been written to then.
std::optional<Result<ExportResult>> ExportToStick(Stick& stick, Hook& hook, UsbReporter& reporter,
                                                  const ExportOptions& options, Exporter& exporter);

}  // namespace faultbox::handover
