"""The operations, grouped by what they are about. A route translates; the work is done by a part."""
