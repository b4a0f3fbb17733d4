import builds

builds.copy_with_net_backup()
