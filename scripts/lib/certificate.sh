# TLS certificates: those that we made, and those of others, which are never touched. Sourced, never run.

# A certificate of ours is renewed when it lasts less than this: 30 days.
renewal_seconds=2592000

fingerprint() { openssl x509 -in "$1" -noout -fingerprint -sha256 2>/dev/null; }
# Whether certificate $1 is for all names that follow.
covers() {
    local name
    for name in "${@:2}"; do openssl x509 -in "$1" -noout -checkhost "$name" 2>/dev/null | grep -q 'does match' || return 1; done
}

# Whether make_certificate made the certificate in folder $1: the mark beside it names it. Before there was a mark, its names were
# those that make_certificate gives.
is_self_made() {
    local certificate=$1/cert.pem name
    if [[ -e $1/self-made ]]; then
        [[ $(<"$1/self-made") == "$(fingerprint "$certificate")" ]]
        return
    fi
    name=$(openssl x509 -in "$certificate" -noout -subject -nameopt RFC2253 2>/dev/null)
    name=${name#subject=CN=}
    [[ $(openssl x509 -in "$certificate" -noout -ext subjectAltName 2>/dev/null | tail -n 1) == \
        *"DNS:$name, DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1" &&
        $(openssl x509 -in "$certificate" -noout -subject_hash) == "$(openssl x509 -in "$certificate" -noout -issuer_hash)" ]]
}

# Makes a self-signed certificate in folder $1 for localhost and the names that follow, unless the folder has one that we did not make, or
# one of ours for those names that lasts long enough.
make_certificate() {
    local folder=$1 certificate=$1/cert.pem names
    shift
    names=$(printf 'DNS:%s,' "$@")
    mkdir -p "$folder"
    if [[ -s $certificate ]]; then
        is_self_made "$folder" || return 0
        if [[ -s $folder/key.pem ]] && covers "$certificate" "$@" &&
            openssl x509 -in "$certificate" -noout -checkend "$renewal_seconds" >/dev/null; then return 0; fi
    fi
    (
        umask 077
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 397 -subj "/CN=${1::64}" \
            -addext "subjectAltName=${names}DNS:localhost,IP:127.0.0.1,IP:::1" -addext "extendedKeyUsage=serverAuth" \
            -keyout "$folder/key.pem" -out "$certificate" 2>/dev/null
    ) || die "openssl could not make a certificate"
    chmod 0644 "$certificate"
    fingerprint "$certificate" >"$folder/self-made"
}

# Ends the script with one line unless certificate $1 can be read and key $2 belongs to it; warns when the certificate has expired
# or is not for one of the names that follow.
check_certificate() {
    local public name
    [[ -r $1 ]] || die "--certificate: cannot read $1"
    [[ -r $2 ]] || die "--key: cannot read $2"
    public=$(openssl x509 -in "$1" -noout -pubkey 2>/dev/null) || die "--certificate: $1 is not a certificate in PEM"
    [[ $(openssl pkey -in "$2" -pubout -passin pass: 2>/dev/null) == "$public" ]] ||
        die "--key: $2 is not the key of the certificate $1 (or has a passphrase)"
    openssl x509 -in "$1" -noout -checkend 0 >/dev/null || complain "warning: the certificate $1 has expired"
    for name in "${@:3}"; do covers "$1" "$name" || complain "warning: the certificate $1 is not for $name"; done
}

# Has certbot obtain a certificate, now that port 80 answers its authority, and installs again with it.
install_with_certbot() {
    local live=/etc/letsencrypt/live/$host
    certbot certonly --non-interactive --agree-tos --email "$administrator" --webroot --webroot-path "$var/acme" --expand \
        --domains "$(IFS=,; say "${hosts[*]}")" --cert-name "$host" --deploy-hook 'nginx -s reload' ||
        { complain "warning: certbot obtained no certificate; the self-signed one stays until the next --certbot"; return 0; }
    "$0" --host "$(IFS=,; say "${hosts[*]}")" --certificate "$live/fullchain.pem" --key "$live/privkey.pem"
}
