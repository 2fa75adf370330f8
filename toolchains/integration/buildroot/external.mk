include $(sort $(wildcard $(BR2_EXTERNAL_FAULTBOX_PATH)/package/*/*.mk))
