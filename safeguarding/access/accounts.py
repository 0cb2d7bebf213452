"""Sign-in: nobody registers themselves, people are invited."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request) -> bool:
        """Never: a person gets an account from their school's administrator."""
        return False
