"""The studio's addresses."""

from django.urls import path

from minga.studio.views import columns, decide, edition, index, life, review

app_name = "studio"
urlpatterns = [
    path("", index.index, name="index"),
    path("<uuid:uuid>/", review.review, name="review"),
    path("<uuid:uuid>/decide/", decide.decide, name="decide"),
    path("<uuid:uuid>/unsay/<slug:token>/", decide.unsay, name="unsay"),
    path("<uuid:uuid>/pages/<int:number>.png", review.page_image, name="page_image"),
    path("<uuid:uuid>/columns/", columns.columns, name="columns"),
    path("<uuid:uuid>/layout.toml", columns.layout_file, name="layout_file"),
    path("<uuid:uuid>/edition/<slug:plan>/", edition.edition, name="edition"),
    path("<uuid:uuid>/apply/", life.apply, name="apply"),
    path("<uuid:uuid>/undo/", life.undo, name="undo"),
    path("<uuid:uuid>/again/", life.again, name="again"),
    path("<uuid:uuid>/discard/", life.discard, name="discard"),
]
