#include "base/url.h"

bool url_is_web(struct str url)
{
	return str_istarts(url, str_c("https://")) ||
	       str_istarts(url, str_c("http://"));
}

bool url_is_link(struct str url)
{
	return url_is_web(url) || str_istarts(url, str_c("mailto:"));
}
