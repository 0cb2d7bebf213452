"""Pages of people stay out of every cache."""

from django.utils.cache import add_never_cache_headers


class PrivatePages:
    """Marks every answer but a static file as not to be stored, and the signed-out one as wiping the rest."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        add_never_cache_headers(response)
        if request.path == "/sign-in/out/" and request.method == "POST":
            response["Clear-Site-Data"] = '"cache", "storage"'
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response
