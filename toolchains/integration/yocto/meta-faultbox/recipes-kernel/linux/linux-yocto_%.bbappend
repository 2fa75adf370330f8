# For another kernel recipe, a copy of this file under its name. add-to-image.sh puts faultbox.cfg here.
FILESEXTRAPATHS:prepend := "${THISDIR}/files:"
SRC_URI += "file://faultbox.cfg"
