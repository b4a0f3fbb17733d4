import builds

builds.pack(builds.copy_with_net_backup())
