"""Owns how a channel's configuration is told."""

from __future__ import annotations

from typing import TypeVar

from msgspec import convert

from mockplatform.core.channel_look import FieldDefinition
from mockplatform.core.channels import Channel
from mockplatform.core.digital import Digital
from mockplatform.dialects.cxone.shapes import channel as shapes
from mockplatform.dialects.cxone.shapes.base import Told
from mockplatform.ids import derive_uuid

ToldT = TypeVar("ToldT", bound=Told)


def info(channel: Channel, *, is_online: bool) -> shapes.ChannelInfo:
    """Return what a channel is."""
    digital = channel.digital
    return shapes.ChannelInfo(
        id=channel.id,
        channel_id_on_external_platform=channel.id,
        name=channel.name,
        is_live_chat=digital.live,
        is_authorization_enabled=digital.authorization,
        is_secured_cookie_enabled=digital.secured_cookies,
        is_unsecured_connection_allowed=digital.unsecured,
        availability=availability(is_online=is_online),
        settings=_settings(digital),
        translations=digital.translations,
        colors=_as(digital.colors, shapes.Colors),
        widget=_as(digital.widget, shapes.Widget),
        popups=[_as(one, shapes.Popup) for one in digital.popups],
        custom_css=digital.custom_css,
        custom_js=digital.custom_js,
        custom_js_files=digital.custom_js_files,
        web_security_configuration=digital.web_security,
        pre_contact_form=_form(channel),
        end_user_custom_fields=[_definition(one) for one in digital.customer_fields],
        case_custom_fields=[_definition(one) for one in digital.case_fields],
    )


def _settings(digital: Digital) -> shapes.Settings:
    form = digital.offline_form
    return shapes.Settings(
        features=digital.told_features,
        file_restrictions=restrictions(digital),
        has_multiple_threads_per_end_user=not digital.live,
        live_chat_allow_transcript=digital.transcript,
        live_chat_show_offline_form=form is not None and form.is_enabled,
        live_chat_offline_form=shapes.OfflineForm()
        if form is None
        else _as(form, shapes.OfflineForm),
        has_page_views=digital.page_views,
        enable_chat_typing_preview=digital.typing_preview,
        is_group_chat_allowed=digital.group_chat,
        can_customer_invite_to_group_chat=digital.group_chat,
    )


def availability(*, is_online: bool) -> shapes.Availability:
    """Return whether somebody is there."""
    return shapes.Availability(status="online" if is_online else "offline")


def restrictions(digital: Digital) -> shapes.FileRestrictions:
    """Return which files are taken. Source: [C] nice-cxone-chat-web-sdk 2.2.0: a text of MB."""
    return shapes.FileRestrictions(
        allowed_file_size=str(digital.file_size_mb_max),
        allowed_file_types=[
            shapes.FileType(mime_type=one, description=one) for one in digital.file_types
        ],
        is_attachments_enabled=digital.attachments,
    )


def menu(digital: Digital) -> list[shapes.MenuItem]:
    """Return the persistent menu."""
    return [_as(one, shapes.MenuItem) for one in digital.menu]


def _form(channel: Channel) -> shapes.PreContactForm | None:
    form, digital = channel.digital.pre_contact_form, channel.digital
    if form is None:
        return None
    fields = {one.ident: one for one in (*digital.customer_fields, *digital.case_fields)}
    return shapes.PreContactForm(
        id=derive_uuid("form", channel.id),
        name=form.name,
        channels=[channel.id],
        custom_fields=[
            shapes.FormField(
                is_required=fields[ident].required, definition=_definition(fields[ident])
            )
            for ident in form.fields
        ],
    )


def _definition(field: FieldDefinition) -> shapes.FieldDefinition:
    return shapes.FieldDefinition(
        ident=field.ident,
        label=field.label or field.ident,
        type=field.type,
        required=field.required,
        values=[
            shapes.FieldValue(
                name=one.name, value=one.name, label=one.label or one.name, parent_id=one.parent
            )
            for one in field.values
        ],
    )


def _as(given: object, shape: type[ToldT]) -> ToldT:
    """Return what a fixture says in a shape that has the same members, with all of them."""
    return convert(given, shape, from_attributes=True)
