"""The coach as a skill of OpenVoiceOS (extra `ovos`). It hears and speaks through that; here is only what is said."""
