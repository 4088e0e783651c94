"""Owns what may stand in a message's `content` list, one member for each contentType."""

from __future__ import annotations

from typing import Literal

from mockplatform.edge.wire import JsonObject, Wire

ContentType = Literal[
    "Attachment",
    "QuickReply",
    "ButtonResponse",
    "GenericTemplate",
    "Card",
    "Carousel",
    "DatePicker",
    "ListPicker",
    "Form",
    "Text",
    "QuickReplyV2",
    "Location",
    "Reactions",
    "Notification",
    "NotificationResponse",
    "Story",
    "Mention",
    "InteractiveApplication",
    "PaymentRequest",
    "PaymentResponse",
    "Push",
    "RoadsideAssistance",
    "RichLink",
    "Unknown",
]
MediaType = Literal["Image", "Video", "Audio", "File", "Link"]


class Attachment(Wire, kw_only=True):
    """A file. A guest sends its id alone; the platform answers with the rest.

    The size is `fileSize` in web messaging and `contentSizeBytes` in the platform API.
    Source: [M] WebMessagingAttachment, ConversationContentAttachment; [C] transport SDK 2.14.
    """

    id: str | None = None
    media_type: MediaType | None = None
    url: str | None = None
    mime: str | None = None
    text: str | None = None
    sha256: str | None = None
    filename: str | None = None
    file_size: int | None = None
    content_size_bytes: int | None = None


class QuickReply(Wire, kw_only=True):
    """An answer offered as a button. Source: [M] ConversationContentQuickReply."""

    text: str
    payload: str | None = None
    image: str | None = None
    action: Literal["Message"] | None = None
    summary_text: str | None = None


class QuickReplyV2(Wire, kw_only=True):
    """Answers under a title. Source: [M] ConversationContentQuickReplyV2."""

    title: str | None = None
    actions: list[QuickReply] | None = None


class ButtonResponse(Wire, kw_only=True):
    """What the guest picked. Source: [M] WebMessagingButtonResponse; [C] transport SDK 2.14."""

    text: str | None = None
    payload: str | None = None
    type: Literal["Button", "QuickReply", "DatePicker", "ListPicker", "Form"] | None = None
    id: str | None = None
    originating_message_id: str | None = None


class CardAction(Wire, kw_only=True):
    """What a card's button does. Source: [M] ContentCardAction."""

    type: Literal["Link", "Postback", "Unknown"] | None = None
    text: str | None = None
    payload: str | None = None
    url: str | None = None


class Card(Wire, kw_only=True):
    """A title with a picture and buttons. Source: [M] ContentCard."""

    title: str | None = None
    description: str | None = None
    image: str | None = None
    video: str | None = None
    default_action: CardAction | None = None
    actions: list[CardAction] | None = None


class Carousel(Wire, kw_only=True):
    """Several cards side by side. Source: [M] ContentCarousel."""

    cards: list[Card]


class TextBlock(Wire, kw_only=True):
    """A text among other content. Source: [M] ConversationContentText."""

    body: str
    type: Literal["Text"] | None = None


class Location(Wire, kw_only=True):
    """A place. Source: [M] ConversationContentLocation."""

    url: str | None = None
    address: str | None = None
    text: str | None = None
    latitude: float | None = None
    longitude: float | None = None


class AvailableTime(Wire, kw_only=True):
    """A slot that can be picked; its duration is in seconds.

    Source: [M] ConversationContentDatePickerAvailableTime.
    """

    date_time: str
    duration: int | None = None


class DatePicker(Wire, kw_only=True):
    """A choice of times. Source: [M] ContentDatePicker, ConversationContentDatePicker."""

    id: str | None = None
    title: str | None = None
    subtitle: str | None = None
    image_url: str | None = None
    date_minimum: str | None = None
    date_maximum: str | None = None
    location: Location | None = None
    available_times: list[AvailableTime] | None = None
    date_display_format: Literal["dayMonthYear", "monthDayYear", "yearMonthDay"] | None = None


class Caption(Wire, kw_only=True):
    """What a bubble shows before or after an answer.

    Source: [M] ConversationContentReceivedReplyMessage.
    """

    header: str | None = None
    title: str | None = None
    subtitle: str | None = None
    button_label: str | None = None
    image_url: str | None = None


class ListPickerItem(Wire, kw_only=True):
    """One line of a list to pick from. Source: [M] ConversationContentListPickerItem."""

    id: str | None = None
    title: str | None = None
    subtitle: str | None = None
    image_url: str | None = None


class ListPickerSection(Wire, kw_only=True):
    """A part of a list. Source: [M] ConversationContentListPickerSection."""

    title: str | None = None
    multiple_selection: bool | None = None
    items: list[ListPickerItem] | None = None


class ListPicker(Wire, kw_only=True):
    """A list to pick from. Source: [M] ConversationContentListPicker."""

    id: str | None = None
    sections: list[ListPickerSection] | None = None
    reply_message: Caption | None = None
    received_message: Caption | None = None


class FormIntroduction(Wire, kw_only=True):
    """A form's first page. Source: [M] ConversationContentIntroduction."""

    title: str | None = None
    subtitle: str | None = None
    image_url: str | None = None
    button_text: str | None = None


class FormInput(Wire, kw_only=True):
    """A text field of a form. Source: [M] ConversationContentInput."""

    id: str | None = None
    title: str | None = None
    subtitle: str | None = None
    placeholder_text: str | None = None
    is_required: bool | None = None
    is_multiple_line: bool | None = None
    keyboard_type: str | None = None
    auto_complete_type: str | None = None


class FormComponent(Wire, kw_only=True):
    """One question of a form. Source: [M] ConversationFormPageComponent."""

    form_component_type: Literal["ListPicker", "DatePicker", "WheelPicker", "Input"] | None = None
    date_picker: DatePicker | None = None
    list_picker: ListPicker | None = None
    wheel_picker: JsonObject | None = None
    input: FormInput | None = None


class FormPage(Wire, kw_only=True):
    """A page of a form. Source: [M] ConversationFormPage."""

    title: str | None = None
    subtitle: str | None = None
    page_components: list[FormComponent] | None = None


class FormAnswerContent(Wire, kw_only=True):
    """The answer to one question. Source: [M] ConversationFormResponseContent."""

    content_type: Literal["ButtonResponse"] | None = None
    button_response: ButtonResponse | None = None


class FormAnswer(Wire, kw_only=True):
    """Which question, and its answer. Source: [M] ConversationFormResponseComponent."""

    id: str | None = None
    component: FormAnswerContent | None = None


class Form(Wire, kw_only=True):
    """A form, or the answers to it. Source: [M] ConversationContentForm."""

    introduction: FormIntroduction | None = None
    form_pages: list[FormPage] | None = None
    received_message: Caption | None = None
    reply_message: Caption | None = None
    show_summary: bool | None = None
    response: list[FormAnswer] | None = None
    originating_message_id: str | None = None
    canned_response_id: str | None = None
