# nginx's files for one host, filled in from nginx/. Sourced, never run.

# The wheel that carries Swagger UI and Redoc: static files only, none of its code runs.
assets_name=drf_spectacular_sidecar-2026.10.1-py3-none-any.whl
assets_sha256=fe1d005d8ac9b5d0472f2fe5deeb2e7d6dcffaa24118044f22578b4b8c4b31f2
page_csp="default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
app_csp="$page_csp; frame-src blob:; object-src blob:; manifest-src 'self'"
# What is fetched or made once and kept; the package brings it.
kept_assets=$repository/.build/assets
if is_packaged; then kept_assets=$repository/assets; fi
error_tail='"details":{},"request_id":"$guiche_request_id","timestamp":"$guiche_now"}}'

# Fetches the wheel once, unpacks its files with their compressed twins into the build folder and prints that folder's path; fails
# quietly without a network.
fetch_assets() {
    local cache=$kept_assets kept=$kept_assets/$assets_sha256 part
    if [[ ! -d $kept ]]; then
        mkdir -p "$cache"
        part=$(mktemp -d "$cache/fetch.XXXXXX")
        if [[ -s $cache/$assets_name ]]; then
            cp "$cache/$assets_name" "$part/"
        else
            python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --dest "$part" \
                drf-spectacular-sidecar==2026.10.1 >/dev/null 2>&1 || true
        fi
        if printf '%s  %s\n' "$assets_sha256" "$part/$assets_name" | sha256sum --check --status 2>/dev/null; then
            unpack_assets "$part/$assets_name" "$part/files"
            mv -T "$part/files" "$kept" 2>/dev/null || true # Another run may have been first.
        fi
        rm -rf "$part"
    fi
    [[ -d $kept ]] && say "$kept"
}

# Unpacks what the pages need of wheel $1 into folder $2.
unpack_assets() {
    mkdir -p "$2/swagger-ui" "$2/redoc"
    python3 - "$1" "$2" <<'END'
import pathlib, sys, zipfile
wheel, assets = zipfile.ZipFile(sys.argv[1]), pathlib.Path(sys.argv[2])
folder = "drf_spectacular_sidecar/static/drf_spectacular_sidecar/"
for name in ("swagger-ui-dist/swagger-ui-bundle.js", "swagger-ui-dist/swagger-ui.css", "swagger-ui-dist/LICENSE",
             "redoc/bundles/redoc.standalone.js", "redoc/LICENSE"):
    target = assets / name.replace("swagger-ui-dist", "swagger-ui").replace("bundles/", "").replace("LICENSE", "LICENSE.txt")
    target.write_bytes(wheel.read(folder + name))
END
    compress_files "$2"
}

# Gives each long text of folder $1 that has none a compressed twin for gzip_static.
compress_files() {
    local file
    local -a long=()
    while IFS= read -r -d '' file; do
        if [[ ! -s $file.gz ]]; then long+=("$file"); fi
    done < <(find "$1" -type f -size +1k \( -name '*.js' -o -name '*.css' -o -name '*.svg' \) -print0)
    if ((${#long[@]})); then gzip -9 -n -k -- "${long[@]}"; fi
}

# Joins the icons that nginx/icons.txt names, of Debian's bootstrap-icons, into file $1 of symbols.
make_icons() {
    local name
    local -a files=()
    while read -r name; do files+=("/usr/share/bootstrap-icons/svg/$name.svg"); done < <(grep -v '^#' "$repository/nginx/icons.txt")
    for name in "${files[@]}"; do [[ -s $name ]] || die "$name is missing: package bootstrap-icons"; done
    awk '
        BEGIN { print "<svg xmlns=\"http://www.w3.org/2000/svg\">" }
        FNR == 1 { name = FILENAME; gsub(/.*\/|\.svg$/, "", name); printf "<symbol id=\"%s\" viewBox=\"0 0 16 16\">", name }
        { gsub(/<svg [^>]*>/, ""); isLast = gsub(/<\/svg>/, ""); printf "%s", $0; if (isLast) print "</symbol>" }
        END { print "</svg>" }' "${files[@]}" >"$1"
}

# Sets `imports`: of each of the dashboard's modules in folder $1 those that it imports.
read_imports() {
    local line file path folder
    while IFS= read -r line; do
        file=${line%%:*} path=${line#*" from '"}
        path=/$file/../${path%"';"}
        path=${path//\/.\///}
        while [[ $path == */../* ]]; do
            folder=${path%%/../*}
            path=${folder%/*}/${path#*/../}
        done
        imports[$file]+=" ${path#/}"
    done < <(cd "$1" && grep -rE --include='*.js' "^import .* from '\.[^']+';\$" app/js)
}

# Adds to `modules` module $1 and what it imports, itself or by others, but for what is in it already.
add_modules() {
    local file
    local -a waiting=("$1")
    while ((${#waiting[@]})); do
        file=${waiting[0]}
        waiting=("${waiting[@]:1}")
        if [[ -v modules[$file] ]]; then continue; fi
        modules[$file]=1 found+=("$file")
        waiting+=(${imports[$file]:-})
    done
}

# Names in page $2 the modules in the assets of folder $1 that every page has, and in ahead.js those of each page of the dashboard: the browser fetches
# them side by side, not in a chain of imports.
name_modules() {
    local line file name address links= pages=
    local -A modules=() imports=() every=()
    local -a found=()
    read_imports "$1"
    add_modules app/js/main.js
    for file in "${found[@]}"; do links+="<link rel=\"modulepreload\" href=\"/assets/$file\">\\n" every[$file]=1; done
    sed -i "s#^<!-- modules -->\$#${links%\\n}#" "$2"
    while IFS= read -r line; do
        if [[ $line =~ path:\ (\'[^\']+\').*import\(\'\./([^\']+)\'\) ]]; then
            address=${BASH_REMATCH[1]} file=${BASH_REMATCH[2]}
            modules=() found=()
            for name in "${!every[@]}"; do modules[$name]=1; done
            add_modules "app/js/$file"
            pages+="${pages:+, }$address: '${found[*]}'"
        fi
    done <"$1/app/js/routes.js"
    sed -i "s#/\* pages \*/#$pages#" "$1/app/js/ahead.js"
}

# Cuts Latin text out of Debian's Inter into file $1; it is kept in the build folder. Fails where a package for it is missing: the pages
# then have the system's face.
make_face() {
    local font=/usr/share/fonts/truetype/inter-vf/Inter-roman.var.ttf kept=$kept_assets/inter.woff2 part
    if [[ ! -s $kept || $font -nt $kept ]] && ! is_packaged; then
        [[ -s $font ]] && /usr/bin/python3 -c 'import brotli, fontTools' 2>/dev/null || return 1
        mkdir -p "${kept%/*}"
        part=$(mktemp "$kept.XXXXXX")
        if ! /usr/bin/python3 -m fontTools.subset "$font" --output-file="$part" --flavor=woff2 --layout-features=kern,liga,calt,tnum,ccmp,locl,mark \
            --unicodes=U+0020-007E,U+00A0-017F,U+2010-2027,U+2030-203A,U+20AC,U+2122,U+2190-2193,U+2212 >/dev/null 2>&1; then
            rm -f "$part"
            return 1
        fi
        mv "$part" "$kept"
    fi
    [[ -s $kept ]] && install -m 0644 "$kept" "$1"
}

# Copies the pages and the front-end libraries into folder $1, which nginx serves, and sets values[ASSETS_VERSION].
#
# A page names what it loads "/assets/…"; here that becomes "/assets/v-VERSION/…", VERSION a digest of all assets: what has such an
# address may be kept for good. A module reaches others by relative addresses, so that they are of one version.
install_pages() {
    local fetched file bytes=$(setting MAX_FILE_SIZE)
    mkdir -p "$1/assets/lib"
    cp -R --preserve=timestamps "$repository/nginx/html/." "$1/"
    for file in "$1"/*/form.html; do
        # The marks' explanation is for those who change the page.
        sed -i -e '/^<!--$/,/^-->$/d' -e "s/@MAX_FILE_BYTES@/$bytes/g" \
            -e "s/@MAX_FILE_MIB@/$(awk -v bytes="$bytes" 'BEGIN { printf "%.3g", bytes / 1048576 }')/g" "$file"
        embedded "$file" >"${file%form.html}embed.html"
        embedded "${file%form.html}thank-you.html" >"${file%form.html}embed-thank-you.html"
    done
    sed -i -e "s/@DEFAULT_LOCALE@/$(setting DEFAULT_LOCALE)/" -e "s#@TIMEZONE@#$(setting TIMEZONE)#" \
        -e "s/@CURRENCY@/$(setting CURRENCY)/" "$1/app/index.html"
    name_modules "$1/assets" "$1/app/index.html"
    cp --preserve=timestamps /usr/share/javascript/bootstrap5/css/bootstrap.min.css \
        /usr/share/javascript/bootstrap5/js/bootstrap.bundle.min.js /usr/share/javascript/chart.js/chart.min.js \
        /usr/share/javascript/qrcode-generator/qrcode.js "$1/assets/lib/"
    # In the dashboard Bootstrap is a layer below our own rules, whatever its selectors weigh.
    say "@layer bootstrap{$(sed 's/@charset "UTF-8";//' "$1/assets/lib/bootstrap.min.css" | sed '/^\/\*# sourceMappingURL/d')}" >"$1/assets/lib/bootstrap-layer.css"
    make_icons "$1/assets/lib/icons.svg"
    if ! make_face "$1/assets/lib/inter.woff2"; then sed -i -e '/inter\.woff2/d' -e '/css\/face\.css/d' "$1/app/index.html"; fi
    if fetched=$(fetch_assets); then
        cp -R "$fetched/." "$1/assets/"
    else
        complain "warning: $assets_name could not be fetched or has another checksum: /docs and /redoc stay without their program"
    fi
    version_assets "$1"
    chmod -R u=rwX,go=rX "$1"
}

# Page $1 for a frame: it links to its like, and a form sent without scripts leaves the frame.
embedded() {
    sed -E -e 's/<html /<html class="embedded" /' -e 's/<form /<form target="_top" /' \
        -e 's#href="/(en|pt-BR)/(thank-you)?"#href="/\1/embed/\2"#g' -e 's#/embed/"#/embed"#' "$1"
}

# Gives the assets in folder $1 their version, and each long one a compressed twin for gzip_static.
version_assets() {
    values[ASSETS_VERSION]=$(cd "$1/assets" && find . -type f ! -name '*.gz' -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | head -c 12)
    find "$1" -name '*.html' -exec sed -i "s#\"/assets/#\"/assets/v-${values[ASSETS_VERSION]}/#g" {} +
    compress_files "$1/assets"
}

# Copies the templates of mails into folder $1, which the worker reads at start.
install_templates() {
    mkdir -p "$1"
    local folder
    for folder in "$repository"/Sources/*/Mails; do cp -R "$folder/." "$1/"; done
    chmod -R u=rwX,go=rX "$1"
}

# Seconds until one more request is accepted at rate $1.
retry_after() {
    case $1 in
        off | */s) say 1 ;;
        *) say $(((60 + ${1%r/m} - 1) / ${1%r/m})) ;;
    esac
}

# The limit line of zone $1 at rate $2: a first burst of $3 at once, then the rate.
limit_line() {
    if [[ $2 == off ]]; then
        say "# $1: switched off"
    elif (($3 > 0)); then
        say "limit_req zone=$1 burst=$3 nodelay;"
    else
        say "limit_req zone=$1;"
    fi
}

# The limit line of the zone of connections $1: at most $2 at a time; off together with the limit of requests.
connections_line() {
    if [[ ${settings[RATE_LIMIT_API]:-} == off ]]; then say "# $1: switched off"; else say "limit_conn $1 $2;"; fi
}

# The upstream of pool $1. Of its connections each worker of nginx keeps $kept_connections; a minute without a request closes one.
kept_connections=64
upstream_of() {
    local kept=
    if [[ $(processes_of "$1") == 1 ]]; then kept=" keepalive $kept_connections; keepalive_requests 1000000000; keepalive_timeout 60s;"; fi
    say "upstream guiche_$1 { server unix:$sockets/$1.sock max_fails=0;$kept }"
}

# Sets `values`, the @NAMES@ of the templates, by the programs in folder $1; the caller adds LISTEN, USER and the like.
fill_values() {
    local layout
    local intake=$(setting RATE_LIMIT_INTAKE) login=$(setting RATE_LIMIT_LOGIN) api=$(setting RATE_LIMIT_API)
    local name origin address origins= allowed= embedders=
    local -a listed
    IFS=', ' read -r -a listed <<<"${settings[CORS_ORIGINS]-http://localhost:3000,http://localhost:8000}"
    for origin in "${listed[@]}"; do
        # "*" is never answered with credentials, so it names no origin.
        if [[ -n $origin && $origin != '*' ]]; then origins+="    \"${origin%/}\" \$http_origin;"$'\n'; fi
    done
    IFS=', ' read -r -a listed <<<"${settings[EMBED_ORIGINS]:-}"
    for origin in "${listed[@]}"; do
        if [[ -n $origin ]]; then embedders+="${embedders:+ }${origin%/}"; fi
    done
    IFS=', ' read -r -a listed <<<"${settings[METRICS_ALLOW]:-}"
    for address in "${listed[@]}"; do
        if [[ -n $address ]]; then allowed+="    allow $address;"$'\n'; fi
    done
    use_layout "$(setting POOLS)" "$1"
    layout=$("$1/guichectl" layout --pools "$(setting POOLS)" --format nginx) || die "$1/guichectl does not print its addresses"
    values[UPSTREAMS]=$(for name in "${pools[@]}"; do upstream_of "$name"; done)
    values[HUB_POOL]=$(if [[ -v serve_of[messaging] ]]; then say messaging; else say staff; fi)
    values[LAYOUT_MAPS]=${layout%%---*}
    values[SIGN_INS]=${layout#*---}
    values[SIGN_INS]=${values[SIGN_INS]//@NGINX@/$site_dir}
    values[POOL]=guiche_staff values[LEADS_POOL]=guiche_staff
    if [[ $(setting POOLS) == split ]]; then values[POOL]="\$guiche_pool" values[LEADS_POOL]=guiche_leads; fi
    values[NGINX]=$site_dir
    values[LOGS]=$logs
    values[SOCKETS]=$sockets
    values[PROGRAM_SOCKET]=${settings[GUICHE_HUB_SOCKET]}
    values[UPLOAD_DIR]=${settings[UPLOAD_DIR]%/}
    fill_store_values
    values[DEFAULT_LOCALE]=$(setting DEFAULT_LOCALE)
    values[INTAKE_BODY_BYTES]=$(($(setting MAX_FILE_SIZE) + 262144))
    values[ORIGINS]=${origins%$'\n'}
    values[METRICS_ALLOW]=${allowed%$'\n'}
    values[PAGE_CSP]=$page_csp
    values[APP_CSP]=$app_csp
    values[FORM_CSP]="${page_csp/"form-action 'self'"/"form-action 'self'\$guiche_form_targets"}"
    values[FORM_CSP]="${values[FORM_CSP]%"'none'"}\$guiche_form_frames"
    # Those that the responder names follow.
    values[EMBEDDERS]=${embedders:+"$embedders "}
    values[ERROR_TAIL]=$error_tail
    # A zone needs some rate even when no line uses it.
    values[RATE_INTAKE]=${intake/#off/1r/s}
    values[RATE_LOGIN]=${login/#off/1r/s}
    values[RATE_API]=${api/#off/1r/s}
    values[LIMIT_INTAKE]=$(limit_line guiche_intake "$intake" "$((10#0${intake//[!0-9]/} - 1))")
    values[LIMIT_LOGIN]=$(limit_line guiche_login "$login" "$((10#0${login//[!0-9]/} - 1))")
    values[LIMIT_API]=$(limit_line guiche_api "$api" "$((10#0${api//[!0-9]/} * 2))")
    values[LIMIT_REQUESTS]=$(connections_line guiche_requests 100)
    values[LIMIT_EXPORTS]=$(connections_line guiche_exports 4)
    values[LIMIT_LIVE]=$(connections_line guiche_live 400)
    values[LIMIT_PAGES]=$(connections_line guiche_pages 400)
    values[RETRY_INTAKE]=$(retry_after "$intake")
    values[RETRY_LOGIN]=$(retry_after "$login")
    values[RETRY_API]=$(retry_after "$api")
}

# Fills in each template of nginx/ into folder $1; a name without a value is a fault.
render_site() {
    local template text name
    for template in "$repository"/nginx/*.conf; do
        text=$(<"$template")
        for name in "${!values[@]}"; do text=${text//"@$name@"/"${values[$name]}"}; done
        if [[ $text =~ @[A-Z_]+@ ]]; then die "${template##*/}: ${BASH_REMATCH[0]} has no value"; fi
        printf '%s\n' "$text" >"$1/${template##*/}"
    done
    cp "$repository"/nginx/*.lua "$1/"
}
