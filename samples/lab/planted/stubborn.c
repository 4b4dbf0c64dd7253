// SPDX-License-Identifier: GPL-2.0 OR Apache-2.0
// A device whose driver will not let itself be frozen, so that the kernel gives up a jump. Taking the module out ends that.
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/pm.h>

static struct platform_device *device;

static int stubborn_freeze(struct device *unused)
{
    return -EBUSY;
}

static const struct dev_pm_ops stubborn_operations = {
    .freeze = stubborn_freeze,
};

static struct platform_driver driver = {
    .driver = { .name = "stubborn", .pm = &stubborn_operations },
};

static int __init stubborn_start(void)
{
    int error = platform_driver_register(&driver);

    if (error)
        return error;
    device = platform_device_register_simple("stubborn", PLATFORM_DEVID_NONE, NULL, 0);
    if (IS_ERR(device)) {
        platform_driver_unregister(&driver);
        return PTR_ERR(device);
    }
    return 0;
}

static void __exit stubborn_end(void)
{
    platform_device_unregister(device);
    platform_driver_unregister(&driver);
}

module_init(stubborn_start);
module_exit(stubborn_end);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A device that refuses to be frozen");
