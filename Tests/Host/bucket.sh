# The group `bucket` of Tests/Host/run: files of an installed host in an object store that the test runs beside it. Sourced, never run.

store_name=objects.guiche.example store_port=9443 store=
bucket=s3:https://$store_name:$store_port/desk-files/host

# Starts the store where the machine alone finds it; its keys are then in the file `keys`.
start_store() {
    local tries=0
    mkdir "$machine/../store"
    (
        cd "$repository/Tests/EndToEnd"
        python3 -c 'import pathlib, sys; from guiche.servers.certificates import make_certificates; make_certificates(pathlib.Path(sys.argv[1]), sys.argv[2])' \
            "$machine/../store" "DNS:$store_name"
        S3_IGNORE_SUBDOMAIN_BUCKETNAME=true exec nsenter --target "$leader" --net -- python3 -m guiche.servers.object_store 127.0.0.1 "$store_port" \
            "$machine/../store/cert.pem" "$machine/../store/key.pem" >"$machine/../store/keys" 2>"$machine/../store/log"
    ) &
    store=$!
    until [[ -s $machine/../store/keys ]]; do
        ((++tries < 100)) || fail "the object store does not start, see $machine/../store/log"
        sleep 0.2
    done
    read -r store_key store_secret <"$machine/../store/keys"
    printf '127.0.0.1 %s\n' "$store_name" | inside tee -a /etc/hosts >/dev/null
    # Files move while the folder is in force, so the keys come first.
    printf 'S3_ACCESS_KEY_ID=%s\nS3_SECRET_ACCESS_KEY=%s\n' "$store_key" "$store_secret" | inside tee /root/keys.env >/dev/null
    printf 'FILE_STORE=%s\n' "$bucket" | inside tee /root/bucket.env >/dev/null
}
end_store() {
    if [[ -n $store ]]; then kill "$store" 2>/dev/null; wait "$store" || true; fi
    store=
}

files_are_whole() { inside guichectl files verify; }
doctor_says() { inside guichectl doctor >"$machine/../doctor" 2>&1 || true; grep -qE "$1" "$machine/../doctor"; }
# Whether the parts that have a key of the store are these, in the order of names.
keys_are_with() { [[ $(inside bash -c 'cd /etc/guiche/parts && grep -l "^S3_SECRET_ACCESS_KEY=" *.env' | xargs) == "$*" ]]; }
objects() { inside guichectl objects list "$bucket" | sed 's/^[0-9]* //'; }
# What a restore brings back: a file that is gone.
lose_one() {
    local name
    name=$(objects | grep '^[0-9a-f][0-9a-f]/' | head -n 1)
    inside guichectl objects remove "$bucket" "$name" && ! files_are_whole
}

if group bucket; then
    trap 'end_store; finish' EXIT
    start_store
    there=$(leads)
    # Else doctor, which asks nginx at PUBLIC_URL, does not believe the site.
    cp "$machine/etc/guiche/tls/cert.pem" "$machine/usr/local/share/ca-certificates/site.crt"
    check "an address instead of a name is refused" eval 'printf "FILE_STORE=s3:https://127.0.0.1:$store_port/desk-files\n" | inside tee /root/wrong.env && refused "the endpoint is an IP address" --host "$site" --env /root/wrong.env'
    check "the keys are set" install_it --host "$site" --env /root/keys.env
    check "files do not move to a store that is not trusted" eval '! inside guichectl files move --to "$bucket" >"$machine/../move.log" 2>&1 && grep -q "its certificate is not trusted" "$machine/../move.log"'
    check "an installation with it is taken back" eval '! install_it --host "$site" --env /root/bucket.env && becomes 200 10 && doctor_says "^ok   upload folder$"'
    cp "$machine/../store/ca.pem" "$machine/usr/local/share/ca-certificates/desk.crt"
    inside update-ca-certificates >/dev/null 2>&1
    check "once it is trusted they do" eval 'inside guichectl files move --to "$bucket" && install_it --host "$site" --env /root/bucket.env && becomes 200 10'
    check "all files are there, whole" eval '[[ $(leads) == "$there" ]] && files_are_whole && [[ $(objects | grep -c "^[0-9a-f][0-9a-f]/") -ge $there ]]'
    check "doctor is content, with nginx's way, too" eval 'doctor_says "^ok   downloads$" && grep -q "^ok   file store$" "$machine/../doctor" && ! grep -q ^FAIL "$machine/../doctor"'
    check "validate-deploy passes" inside_shell "scripts/validate-deploy --url https://$site --insecure --username boss --password-file /root/boss-password"
    check "a résumé is taken, given and removed" eval 'remove_one && inside guichectl files trash | grep -q pdf'
    check "the keys are with the parts that have files" keys_are_with intake.env staff.env worker.env
    check "no environment holds them" eval '! inside bash -c "cat /proc/[0-9]*/environ 2>/dev/null | tr \"\\0\" \"\\n\" | grep ^S3_SECRET_ACCESS_KEY="'
    check "a copy has the files, and a restore brings one back that is gone" eval 'inside guichectl backup && lose_one && inside guichectl restore --yes >"$machine/../restore.log" 2>&1 && becomes 200 10 && files_are_whole'
    printf 'POOLS=split\n' | inside tee /root/split.env >/dev/null
    check "it installs with a pool for each domain" eval 'install_it --host "$site" --env /root/split.env && becomes 200 10'
    check "… a résumé is taken by one, given and removed by another" eval 'remove_one && files_are_whole && doctor_says "^ok   downloads$"'
    check "… and the keys are with three of them" keys_are_with intake.env leads.env worker.env
    printf 'POOLS=joint\n' | inside tee /root/joint.env >/dev/null
    check "it goes back to two pools" install_it --host "$site" --env /root/joint.env
    inside mv /usr/local/share/ca-certificates/desk.crt /root/
    inside update-ca-certificates --fresh >/dev/null 2>&1
    inside systemctl restart guiche-intake guiche-staff guiche-worker
    check "a store that is no longer trusted makes /health 503, and doctor says why" eval 'becomes 503 10 && doctor_says "^FAIL file store: .*its certificate is not trusted.*update-ca-certificates"'
    inside mv /root/desk.crt /usr/local/share/ca-certificates/
    inside update-ca-certificates >/dev/null 2>&1
    check "trusted again it is well, without a restart" eval 'becomes 200 10 && remove_one'
    printf 'FILE_STORE=folder:/srv/guiche/resumes\n' | inside tee /root/folder.env >/dev/null
    # What is there is of the database before the restore.
    inside find /srv/guiche/resumes -mindepth 1 -delete
    check "files move back to the folder" eval 'inside guichectl files move --to folder:/srv/guiche/resumes && install_it --host "$site" --env /root/folder.env && becomes 200 10'
    check "… where they are whole, and others are taken, given and removed" eval 'files_are_whole && remove_one'
    check "no lead was lost meanwhile" eval '[[ $(leads) == "$there" ]]'
    end_store
fi
