"""A build whose map is no YAML: of two builds the message says which."""
import builds

(builds.copy("ncs32_dk_qspi_overwrite") / "partitions.yml").write_text("app: [\n")
