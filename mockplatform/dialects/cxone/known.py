"""Owns what a client is told of its customer where it gets a token or authorizes."""

from __future__ import annotations

from mockplatform import customers
from mockplatform.core.customer import Customer
from mockplatform.dialects.cxone.shapes.objects import CustomField
from mockplatform.dialects.cxone.shapes.tokens import FieldsTold, IdentityTold
from mockplatform.dialects.cxone.translate import people
from mockplatform.tenant import Tenant


def identity(customer: Customer) -> IdentityTold:
    """Return who the customer is."""
    return IdentityTold(
        id_on_external_platform=customer.external_id,
        first_name=customer.first_name,
        last_name=customer.last_name,
        image=customer.image,
        custom_fields=people.fields(customer),
    )


def contact(tenant: Tenant, customer: Customer) -> FieldsTold:
    """Return the fields of the conversation that goes on; none where there is none.

    Of several threads it is the one in which something happened last. Invented: so does the
    vendor's answer not say whose they are.
    """
    threads = sorted(customer.threads.values(), key=lambda one: one.updated_at, reverse=True)
    for thread in threads:
        state = customers.latest(tenant, thread)
        if state is not None and state.is_live:
            values = state.routing_data.values
            return FieldsTold(
                custom_fields=[
                    CustomField(ident=name, value="" if value is None else str(value))
                    for name, value in values.items()
                ]
            )
    return FieldsTold()
