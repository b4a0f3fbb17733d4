"""Partition Manager's outputs (partitions.yml, regions.yml, pm.config, pm_config.h) written from one list of partitions."""

from dataclasses import dataclass, field


@dataclass
class Region:
    name: str
    base: int
    size: int
    device: str = ""
    driver: str = ""
    strategy: str = "start_to_end"
    dynamic: str = ""


@dataclass
class Partition:
    name: str
    address: int
    size: int
    region: str
    device: str = ""
    placement: dict = field(default_factory=dict)
    share_size: list = field(default_factory=list)
    span: list = field(default_factory=list)

    @property
    def end(self):
        return self.address + self.size


@dataclass
class Domain:
    """One core's partitions: 'suffix' is '' for the application core, 'CPUNET' for the network core."""

    suffix: str
    regions: list
    partitions: list

    def region(self, name):
        return next(region for region in self.regions if region.name == name)

    def named(self, name):
        return next(partition for partition in self.partitions if partition.name == name)

    def by_address(self):
        return sorted(self.partitions, key=lambda partition: (partition.address, partition.name))


def yaml_list(indent, items):
    return "".join(f"{indent}- {item}\n" for item in items)


def placement_text(placement):
    text = "  placement:\n"
    for key in sorted(placement):
        value = placement[key]
        if isinstance(value, dict):
            text += f"    {key}:\n" + "".join(f"      {k}: {v:#x}\n" for k, v in value.items())
        else:
            text += f"    {key}:\n" + yaml_list("    ", value)
    return text


def partitions_yml(domain):
    text, anchors = "", 0
    for partition in sorted(domain.partitions, key=lambda item: item.name):
        text += f"{partition.name}:\n  address: {partition.address:#x}\n"
        if partition.device:
            text += f"  device: {partition.device}\n"
        text += f"  end_address: {partition.end:#x}\n"
        if partition.span:
            anchors += 1
            text += f"  orig_span: &id{anchors:03}\n" + yaml_list("  ", partition.span)
        if partition.placement:
            text += placement_text(partition.placement)
        text += f"  region: {partition.region}\n"
        if partition.share_size:
            text += "  share_size:\n" + yaml_list("  ", partition.share_size)
        text += f"  size: {partition.size:#x}\n"
        if partition.span:
            text += f"  span: *id{anchors:03}\n"
    return text


def regions_yml(domain):
    text = ""
    for region in sorted(domain.regions, key=lambda item: item.name):
        text += (
            f"{region.name}:\n"
            f"  base_address: {region.base:#x}\n"
            f"  default_driver_kconfig: {region.driver or repr('')}\n"
            f"  device: {region.device or repr('')}\n"
            f"  dynamic_partition: {region.dynamic or 'null'}\n"
            f"  name: {region.name}\n"
            f"  placement_strategy: {region.strategy}\n"
            f"  size: {region.size:#x}\n"
        )
    return text


def values(domain):
    """Name and value pairs as pm.config has them; flash partitions are numbered, RAM and OTP are not."""
    pairs, number = [], 0
    for partition in domain.by_address():
        region = domain.region(partition.region)
        name = partition.name
        key = f"PM_{name.upper()}"
        pairs += [
            (f"{key}_OFFSET", f"{partition.address - region.base:#x}"),
            (f"{key}_ADDRESS", f"{partition.address:#x}"),
            (f"{key}_END_ADDRESS", f"{partition.end:#x}"),
            (f"{key}_SIZE", f"{partition.size:#x}"),
            (f"{key}_NAME", name),
        ]
        if region.device:
            pairs += [
                (f"{key}_ID", str(number)),
                (f"PM_{name.lower()}_ID", f"{key}_ID"),
                (f"PM_{name.lower()}_IS_ENABLED", "1"),
                (f"PM_{number}_LABEL", name.upper()),
            ]
            number += 1
        if partition.span:
            pairs.append((f"{key}_SPAN", '"' + " ".join(partition.span) + '"'))
    return pairs, number


def pm_config(domain):
    pairs, number = values(domain)
    by_size = sorted(domain.partitions, key=lambda partition: (partition.size, partition.name))
    pairs += [
        ("PM_NUM", str(number)),
        ("PM_ALL_BY_SIZE", '"' + " ".join(partition.name for partition in by_size) + '"'),
    ]
    return "\n".join(f"{key}={value}" for key, value in pairs)


def header_lines(domain, other):
    lines, number = values(domain)
    for partition in domain.by_address():
        region = domain.region(partition.region)
        if region.device:
            key = f"PM_{partition.name.upper()}"
            lines.append((f"{key}_DEV", region.device))
            lines.append((f"{key}_DEFAULT_DRIVER_KCONFIG", region.driver))
    for partition in other.by_address():
        key = f"PM_{other.suffix}_{partition.name.upper()}"
        lines += [
            (f"{key}_ADDRESS", f"{partition.address:#x}"),
            (f"{key}_END_ADDRESS", f"{partition.end:#x}"),
            (f"{key}_SIZE", f"{partition.size:#x}"),
        ]
    return lines + [("PM_NUM", str(number))]


def pm_config_h(domain, other):
    """The header of one image: its own domain, then what it may know of the other core's."""
    body = "".join(f"#define {key} {value}\n" for key, value in header_lines(domain, other))
    return f"#ifndef PM_CONFIG_H__\n#define PM_CONFIG_H__\n{body}#endif /* PM_CONFIG_H__ */\n"


def pm_static_yml(domain, names):
    """A static file as a person writes it: block order by region, hexadecimal, comments."""
    text = "# Fixed partitions of the product. Devices in the field depend on every address here.\n"
    for name in names:
        partition = domain.named(name)
        text += f"\n{name}:\n  address: {partition.address:#x}\n  size: {partition.size:#x}\n  region: {partition.region}\n"
        if partition.device:
            text += f"  device: {partition.device}\n"
        if partition.span:
            text += f"  span: [{', '.join(partition.span)}]\n"
    return text
